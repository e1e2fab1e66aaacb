"""The addresses templates link and post to; a blueprint must offer each (tests compare). Every POST carries `csrf_token`.

Templates, with what they get as `page`: home.html HomePage, upload.html UploadPage, run.html RunPage (block "progress" is what
the event stream sends), calls.html CallsPage, queue.html QueuesPage, review.html ReviewPage, evidence.html EvidencePage,
rubric.html RubricPage, criterion.html CriterionPage, users.html UsersPage, keys.html KeysPage, profile.html Profile.
A vendor's own: portal/home.html VendorHome, portal/accounts.html AccountsPage, portal/account.html AccountPage,
portal/findings.html SharesPage, portal/finding.html SharePage.
Others: sign_in.html (email, problem, next), error.html (code, detail or None, back or None, sent: by a form).
Every template needs `shell` (Shell, or None when signed out) from a context processor, and `design.install(app)`.

POSTs answer with a redirect (303) to the page; htmx follows it and takes the parts it needs (hx-select), so there is one way for
both. A refused form is rendered again with status 422, the entries kept and the problems beside their fields.
The application is made with static_folder = app/web/static and BABEL_TRANSLATION_DIRECTORIES = app/web/translations.
"""

ENDPOINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "auth.sign_in": ("/sign-in", ("GET", "POST")),  # email, password, next
    "auth.sign_out": ("/sign-out", ("POST",)),
    "home.index": ("/", ("GET",)),
    "runs.upload": ("/upload", ("GET", "POST")),
    "runs.upload_words": ("/upload/words", ("GET", "POST")),  # files, name, country, lang, once
    "runs.show": ("/runs/<run_id>", ("GET",)),
    "runs.events": ("/runs/<run_id>/events", ("GET",)),
    "runs.report": ("/runs/<run_id>/report/<form>", ("GET",)),  # html | pdf | json
    "calls.index": ("/calls", ("GET",)),
    "queues.index": ("/queue", ("GET",)),
    "queues.following": ("/queue/next", ("POST",)),  # stratum random|risk, after
    "queues.draw": ("/queue/draw", ("POST",)),  # first_day, last_day, half_width, planning_rate
    "known.index": ("/queue/known", ("GET",)),
    "known.add": ("/queue/known", ("POST",)),  # sheet or call, reason
    "known.retire": ("/queue/known/<int:known_id>/retire", ("POST",)),
    "scoring.show": ("/calls/<call_id>/score", ("GET",)),  # session, at
    "scoring.begin": ("/calls/<call_id>/score/open", ("POST",)),
    "scoring.mark": ("/calls/<call_id>/score/mark", ("POST",)),  # sheet, criterion, mark, turn, start_s, note, version, spent_s
    "scoring.rest": ("/calls/<call_id>/score/rest", ("POST",)),  # sheet, version, spent_s
    "scoring.time": ("/calls/<call_id>/score/time", ("POST",)),  # sheet, spent_s
    "scoring.close": ("/calls/<call_id>/score/close", ("POST",)),  # sheet, version, spent_s
    "scoring.correct": ("/calls/<call_id>/score/correct", ("POST",)),  # sheet, criterion, reason
    "scoring.breach": ("/calls/<call_id>/breach", ("POST",)),  # criterion, turn, start_s, quote, reason
    "calibration.index": ("/calibration", ("GET",)),
    "calibration.make": ("/calibration", ("POST",)),  # title, way, codes, count, people (several), due_on
    "calibration.show": ("/calibration/<session_id>", ("GET",)),  # call
    "calibration.score": ("/calibration/<session_id>/score/<call_id>", ("POST",)),
    "calibration.close": ("/calibration/<session_id>/close", ("POST",)),
    "calibration.agree": ("/calibration/<session_id>/agree", ("POST",)),  # call, criterion, mark, reason
    "calibration_results.show": ("/calibration/<session_id>/results", ("GET",)),
    "appeals.index": ("/appeals", ("GET",)),
    "appeals.show": ("/appeals/<appeal_id>", ("GET",)),
    "appeals.begin": ("/appeals/<appeal_id>/open", ("POST",)),
    "appeals.leave": ("/appeals/<appeal_id>/leave", ("POST",)),
    "appeals.mark": ("/appeals/<appeal_id>/mark", ("POST",)),  # mark, note, knew=yes
    "appeals.decide": ("/appeals/<appeal_id>/decide", ("POST",)),  # outcome upheld|overturned|cannot_tell, becomes, answer
    "scorer.index": ("/scorer", ("GET",)),
    "scorer.show": ("/scorer/<criterion_id>", ("GET",)),  # said, fault
    "learning.index": ("/learning", ("GET",)),
    "learning.train": ("/learning/train", ("POST",)),
    "learning.publish": ("/learning/<version_id>/publish", ("POST",)),
    "learning.back": ("/learning/back", ("POST",)),  # to (a version's id, empty: as shipped), why
    "monitors.index": ("/monitors", ("GET",)),
    "monitors.keep": ("/monitors", ("POST",)),  # name, asked, closeness (percent), by_mail
    "monitors.show": ("/monitors/<monitor_id>", ("GET",)),
    "monitors.stop": ("/monitors/<monitor_id>/stop", ("POST",)),
    "review.show": ("/calls/<call_id>", ("GET",)),
    "review.decide": ("/calls/<call_id>/decide", ("POST",)),  # criterion, instance, decision, reason
    "review.duty": ("/calls/<call_id>/duty", ("POST",)),  # criterion, status, reason
    "review.swap": ("/calls/<call_id>/swap", ("POST",)),  # reason
    "review.again": ("/calls/<call_id>/again", ("POST",)),  # reason
    "review.sign": ("/calls/<call_id>/sign", ("POST",)),
    "review.note": ("/calls/<call_id>/note", ("POST",)),  # text, at_s
    "review.undo": ("/calls/<call_id>/undo", ("POST",)),
    "review.audio": ("/calls/<call_id>/audio", ("GET",)),
    "review.report": ("/calls/<call_id>/report/<form>", ("GET",)),  # html | pdf | json
    "floor.show": ("/floor", ("GET",)),
    "floor.play": ("/floor/demo", ("POST",)),
    "floor.events": ("/floor/events", ("GET",)),
    "floor.call": ("/floor/calls/<live_id>", ("GET",)),  # t
    "floor.call_events": ("/floor/calls/<live_id>/events", ("GET",)),
    "floor.coach": ("/floor/alerts/<int:alert_id>/coach", ("POST",)),
    "floor.sound": ("/floor/calls/<live_id>/sound", ("GET",)),
    "floor.say": ("/floor/calls/<live_id>/whisper", ("POST",)),  # text
    "floor.enter": ("/floor/calls/<live_id>/barge", ("POST",)),
    "evidence.index": ("/evidence", ("GET",)),  # goes to the newest run's
    "evidence.show": ("/runs/<run_id>/evidence", ("GET",)),
    "evidence.bundle": ("/runs/<run_id>/evidence.zip", ("GET",)),
    "rubric.index": ("/rubric", ("GET",)),
    "rubric.criterion": ("/rubric/<criterion_id>", ("GET",)),
    "rubric.draft": ("/rubric/drafts", ("POST",)),  # base (a version's id, empty: what is in force)
    "rubric.show": ("/rubric/drafts/<draft_id>", ("GET",)),
    "rubric.save": (
        "/rubric/drafts/<draft_id>/save/<criterion_id>",
        ("POST",),
    ),  # version, weight|severity, question_es, question_en, good_es, good_en, bad_es, bad_en; "fewest": fewest
    "rubric.off": ("/rubric/drafts/<draft_id>/off", ("POST",)),  # version, duty, place (CO/rule), why_es, why_en
    "rubric.on": ("/rubric/drafts/<draft_id>/on", ("POST",)),  # version, country, duty
    "rubric.tried": ("/rubric/drafts/<draft_id>/try", ("GET",)),  # n
    "rubric.publish": ("/rubric/drafts/<draft_id>/publish", ("POST",)),  # version, since, reason
    "rubric.withdraw": ("/rubric/drafts/<draft_id>/withdraw", ("POST",)),  # reason
    "rubric.discard": ("/rubric/drafts/<draft_id>/discard", ("POST",)),
    "rules.index": ("/rules", ("GET",)),  # country
    "rules.rule": ("/rules/<rule_id>", ("GET",)),
    "admin.users": ("/users", ("GET",)),
    "admin.create_user": ("/users", ("POST",)),  # name, email, role, vendor, password
    "admin.switch_user": ("/users/<int:user_id>/switch", ("POST",)),
    "admin.reset_password": ("/users/<int:user_id>/password", ("POST",)),
    "admin.keys": ("/keys", ("GET",)),
    "admin.create_key": ("/keys", ("POST",)),  # name
    "admin.revoke_key": ("/keys/<int:key_id>/revoke", ("POST",)),
    "portal.index": ("/portal", ("GET",)),
    "portal.accounts": ("/portal/accounts", ("GET",)),
    "portal.export": ("/portal/accounts.csv", ("GET",)),
    "portal.account": ("/portal/accounts/<account_id>", ("GET",)),
    "portal.findings": ("/portal/findings", ("GET",)),
    "portal.finding": ("/portal/findings/<share_id>", ("GET",)),
    "portal.sound": ("/portal/findings/<share_id>/sound", ("GET",)),
    "portal.reply": ("/portal/findings/<share_id>/reply", ("POST",)),  # kind accepts|appeals|explains, text
    "waves.index": ("/waves", ("GET",)),
    "waves.begin": ("/waves", ("POST",)),  # code, country, starts_on, ends_on, minutes_budget, vendors, new_vendors
    "waves.plan": ("/waves/<wave_id>/plan", ("GET", "POST")),  # tolerated, matters, power, alpha, design_effect, looks, pairs, …
    "waves.people": ("/waves/<wave_id>/people", ("POST",)),  # portfolio, lines, ids (files)
    "waves.covertness": ("/waves/<wave_id>/covertness", ("GET", "POST")),
    "waves.clear": ("/waves/<wave_id>/clear", ("POST",)),  # reason
    "waves.seal": ("/waves/<wave_id>/seal", ("GET", "POST")),
    "waves.commitment": ("/waves/<wave_id>/commitment/<vendor>", ("GET",)),
    "waves.handoff": ("/waves/<wave_id>/handoff/<vendor>", ("GET",)),
    "waves.diary": ("/waves/<wave_id>/diary", ("GET",)),  # ghost_id, channel, q
    "waves.findings": ("/waves/<wave_id>/findings", ("GET",)),
    "waves.check": ("/waves/<wave_id>/check", ("POST",)),
    "waves.judge": ("/waves/<wave_id>/findings/<finding_id>/judge", ("POST",)),  # standing confirmed|dismissed, reason
    "waves.share": ("/waves/<wave_id>/share", ("POST",)),  # finding (several)
    "waves.publish": ("/waves/<wave_id>/findings/<finding_id>/publish", ("POST",)),
    "waves.reconcile": ("/waves/<wave_id>/reconcile", ("GET", "POST")),  # vendor, log (file)
    "waves.stop": ("/waves/<wave_id>/stop", ("POST",)),  # reason
    "waves.end": ("/waves/<wave_id>/end", ("POST",)),
    "waves.reveal": ("/waves/<wave_id>/reveal", ("POST",)),
    "waves.revealed": ("/waves/<wave_id>/reveal.zip", ("GET",)),
    "operation.index": ("/operation", ("GET",)),
    "house.hours": ("/operation/hours", ("GET",)),  # country
    "house.set_week": ("/operation/hours", ("POST",)),  # country, mon_from, mon_to … sun_to, holidays, do keep|away
    "house.units": ("/operation/units", ("GET",)),
    "house.keep_unit": ("/operation/units", ("POST",)),  # on, worth
    "house.load_units": ("/operation/units/file", ("POST",)),  # file
    "house.take_unit_away": ("/operation/units/away", ("POST",)),  # on
    "kpis.index": ("/kpis", ("GET",)),  # from, to
    "kpis.show": ("/kpis/<kpi>", ("GET",)),  # by
    "kpis.rows": ("/kpis/<kpi>/rows", ("GET",)),  # by, is, page, form=csv
    "desk.show": ("/desk", ("GET",)),
    "desk.available": ("/desk/available", ("POST",)),
    "desk.following": ("/desk/next", ("POST",)),
    "desk.undo": ("/desk/undo", ("POST",)),
    "desk.call": ("/desk/<int:debt_id>/call", ("POST",)),
    "desk.hang_up": ("/desk/<int:debt_id>/hang-up", ("POST",)),
    "desk.wrap": ("/desk/<int:debt_id>/wrap", ("POST",)),
    "desk.draft": ("/desk/<int:debt_id>/draft", ("POST",)),
    "desk.here": ("/desk/<int:debt_id>/here", ("POST",)),
    "desk.note": ("/desk/<int:debt_id>/note", ("POST",)),
    "desk.skip": ("/desk/<int:debt_id>/skip", ("POST",)),
    "people.index": ("/people", ("GET",)),
    "people.show": ("/people/<int:person_id>", ("GET",)),
    "people.complain": ("/people/<int:person_id>/complaints", ("POST",)),
    "people.answer": ("/people/<int:person_id>/complaints/<int:grievance_id>", ("POST",)),
    "people.desks": ("/desks", ("GET",)),
    "people.seat": ("/desks/<int:user_id>", ("POST",)),
    "money.index": ("/money", ("GET",)),
    "money.find": ("/money/find", ("GET",)),
    "money.load": ("/money/load", ("GET", "POST")),
    "money.debt": ("/money/debts/<int:debt_id>", ("GET",)),
    "money.pay": ("/money/debts/<int:debt_id>/payments", ("POST",)),
    "money.plan": ("/money/debts/<int:debt_id>/plan", ("POST",)),
    "money.rest": ("/money/debts/<int:debt_id>/rest", ("POST",)),  # rest keep|return|id of a debt, token
    "money.forgive": ("/money/debts/<int:debt_id>/waive", ("POST",)),
    "money.bounce": ("/money/payments/<int:payment_id>/reverse", ("POST",)),
    "money.take_back": ("/money/entries/<int:entry_id>/reverse", ("POST",)),
    "money.cancel": ("/money/plans/<int:plan_id>/cancel", ("POST",)),
    "money.document": ("/money/plans/<int:plan_id>/agreement.pdf", ("GET",)),
    "placements.index": ("/placements", ("GET",)),
    "placements.place": ("/placements", ("POST",)),
    "placements.vendor": ("/placements/vendors", ("POST",)),  # name, country, contact; percent_0, currency, valid_from, tail_days
    "placements.contract": ("/placements/<int:vendor_id>/contract", ("POST",)),
    "placements.recall": ("/placements/<int:vendor_id>/recall", ("POST",)),
    "placements.rotate": ("/placements/<int:vendor_id>/rotate", ("POST",)),
    "placements.handoff": ("/placements/<int:vendor_id>/handoff", ("GET",)),
    "placements.invoice": ("/placements/<int:vendor_id>/invoice", ("GET",)),
    "balance.index": ("/balance", ("GET",)),  # month, segment, view, vendor; move, from, to, cap
    "balance.decide": ("/balance/decide", ("GET", "POST")),  # the same; text
    "balance.carry_out": ("/balance/decisions/<decision_id>/done", ("POST",)),
    "balance.reports": ("/reports", ("GET",)),
    "packs.whole": ("/balance/pack.<form>", ("GET",)),  # month, segment
    "packs.one": ("/vendors/<vendor>/scorecard.<form>", ("GET",)),  # month, segment
    "packs.mail": ("/reports/mail", ("POST",)),  # day; stop
    "vendors.index": ("/vendors", ("GET",)),  # month
    "vendors.again": ("/vendors/again", ("POST",)),  # month, segment
    "vendors.show": ("/vendors/<vendor>", ("GET",)),  # month, segment, measure
    "vendors.plans": ("/vendors/<vendor>/plans", ("GET", "POST")),  # measure, target, due_on, asked, share (several)
    "vendors.contract": ("/vendors/<vendor>/contract", ("GET",)),  # month, check; form=csv: its lines
    "vendors.write_level": ("/vendors/<vendor>/levels", ("POST",)),  # measure, limit, bonus_percent, penalty_percent, valid_from
    "vendors.files": ("/vendors/<vendor>/files", ("GET", "POST")),  # kind, file, first, last, currency; check, form=csv
    "vendors.rows": ("/vendors/<vendor>/rows/<measure>", ("GET",)),  # month, segment, page
    "vendors.measure_again": ("/vendors/<vendor>/plans/<plan_id>/measure", ("POST",)),
    "vendors.end_plan": ("/vendors/<vendor>/plans/<plan_id>/end", ("POST",)),  # verdict met|missed|withdrawn, reason
    "portal.plans": ("/portal/plans", ("GET",)),
    "portal.answer": ("/portal/plans/<plan_id>/answer", ("POST",)),  # text
    "vendors.send": ("/vendors/<vendor>/send", ("GET", "POST")),  # call, criterion, instance; term_days
    "waves.recall": ("/waves/<wave_id>/recall", ("POST",)),
    "waves.origins": ("/waves/<wave_id>/origins", ("GET", "POST")),  # vendor, role, senders, file
    "waves.layout": ("/waves/<wave_id>/layout", ("POST",)),  # vendor, kind, separator, columns, file
    "waves.undeclare": ("/waves/<wave_id>/origins/<sender_id>/withdraw", ("POST",)),
    "waves.withdraw": ("/waves/<wave_id>/logs/<log_id>/withdraw", ("POST",)),  # reason
    "strategies.index": ("/strategies", ("GET",)),
    "strategies.begin": ("/strategies", ("POST",)),  # segment, house, name
    "strategies.edit": ("/strategies/<int:strategy_id>", ("GET", "POST")),  # do, steps.N.FIELD, stops
    "strategies.copy": ("/strategies/<int:strategy_id>/copy", ("POST",)),
    "strategies.simulation": ("/strategies/<int:strategy_id>/simulation", ("GET", "POST")),  # weeks; channel, rule
    "strategies.launch": ("/strategies/launch/<int:segment_id>", ("GET", "POST")),  # share-ID, outcome, look, …
    "strategies.stop": ("/strategies/stop/<int:segment_id>", ("POST",)),
    "strategies.readout": ("/strategies/tests/<int:experiment_id>", ("GET",)),
    "strategies.ledger": ("/strategies/ledger", ("GET",)),
    "scripts.index": ("/scripts", ("GET",)),  # q, channel, language, state
    "scripts.install": ("/scripts/install", ("POST",)),
    "scripts.card": ("/scripts/card", ("POST",)),  # country, phone, hours, complaints, link, agent
    "scripts.write": ("/scripts/new", ("GET", "POST")),
    "scripts.edit": ("/scripts/<int:template_id>", ("GET", "POST")),
    "scripts.look": ("/scripts/check", ("POST",)),
    "scripts.live": ("/scripts/<int:template_id>/live", ("POST",)),  # reason
    "scripts.retire": ("/scripts/<int:template_id>/retire", ("POST",)),
    "portfolio.index": ("/operation/loads", ("GET",)),
    "portfolio.take": ("/operation/loads", ("POST",)),  # file, country
    "portfolio.show": ("/operation/loads/<load_id>", ("GET",)),
    "portfolio.reads": ("/operation/loads/<load_id>/reads", ("POST",)),  # header, column (several), encoding, …, save_as, do
    "portfolio.load": ("/operation/loads/<load_id>/load", ("POST",)),
    "portfolio.rejected": ("/operation/loads/<load_id>/rejected.csv", ("GET",)),
    "portfolio.missing": ("/operation/loads/<load_id>/missing", ("GET",)),  # page
    "portfolio.missing_file": ("/operation/loads/<load_id>/missing.csv", ("GET",)),
    "portfolio.withdraw": ("/operation/loads/<load_id>/missing", ("POST",)),  # do restore|…, reason
    "portfolio.segments": ("/operation/segments", ("GET",)),  # edit
    "portfolio.save": ("/operation/segments", ("POST",)),  # segment_id, name, rule
    "portfolio.try_rule": ("/operation/segments/try", ("GET",)),  # rule, position
    "portfolio.usual": ("/operation/segments/usual", ("POST",)),
    "portfolio.move": ("/operation/segments/<int:segment_id>/move", ("POST",)),  # to up|down
    "portfolio.order": ("/operation/segments/order", ("POST",)),  # was, order
    "portfolio.switch": ("/operation/segments/<int:segment_id>/switch", ("POST",)),
    "portfolio.accounts": ("/operation/accounts", ("GET",)),  # q, stage, segment, product, rule, page
    "portfolio.alike": ("/operation/alike", ("GET",)),
    "portfolio.decide": ("/operation/alike", ("POST",)),  # first, second, same 1|0
    "outreach.index": ("/operation/campaigns", ("GET",)),
    "outreach.make": ("/operation/campaigns", ("POST",)),  # name, rule, template_key, channels (several), due
    "outreach.show": ("/operation/campaigns/<int:campaign_id>", ("GET",)),
    "outreach.dry": ("/operation/campaigns/<int:campaign_id>/dry", ("POST",)),
    "outreach.start": ("/operation/campaigns/<int:campaign_id>/start", ("POST",)),
    "outreach.stop": ("/operation/campaigns/<int:campaign_id>/stop", ("POST",)),
    "hooks.stop": ("/hooks/unsubscribe/<token>", ("GET", "POST")),  # open to whoever holds the address
    "hooks.survey": ("/hooks/survey/<token>", ("GET", "POST")),  # open to whoever holds the address
    "coaching.index": ("/coaching", ("GET",)),
    "coaching.begin": ("/coaching", ("POST",)),  # call, criterion, instance, turn, source finding|duty|alert|team
    "coaching.show": ("/coaching/<coaching_id>", ("GET",)),
    "coaching.preview": ("/coaching/<coaching_id>/preview", ("GET",)),
    "coaching.agree": ("/coaching/<coaching_id>/agree", ("POST",)),  # text, due_on, reply
    "coaching.measure": ("/coaching/<coaching_id>/measure", ("POST",)),
    "coaching.close": ("/coaching/<coaching_id>/close", ("POST",)),  # why
    "team.index": ("/team", ("GET",)),  # desk, criterion
    "team.show": ("/team/<agent>", ("GET",)),
    "team.example": ("/team/<agent>/example", ("POST",)),  # given yes|no
    "my_calls.index": ("/my/calls", ("GET",)),  # page
    "my_calls.example": ("/my/calls/example", ("POST",)),  # given yes|no
    "my_calls.show": ("/my/calls/<call_id>", ("GET",)),
    "my_calls.appeal": (
        "/my/calls/<call_id>/appeal",
        ("POST",),
    ),  # criterion, instance, reason; second, or turn where the call has only words
    "my_calls.audio": ("/my/calls/<call_id>/audio", ("GET",)),
    "my_calls.coaching": ("/my/coaching/<coaching_id>", ("GET",)),
    "my_calls.example_sound": ("/my/coaching/<coaching_id>/example", ("GET",)),
    "my_calls.reply": ("/my/coaching/<coaching_id>/reply", ("POST",)),  # text
    "my_calls.accept": ("/my/coaching/<coaching_id>/accept", ("POST",)),
    "practice.begin": ("/practice", ("POST",)),  # coaching, criterion
    "practice.show": ("/practice/<practice_id>", ("GET",)),
    "practice.say": ("/practice/<practice_id>/say", ("POST",)),  # text, sound (file)
    "practice.end": ("/practice/<practice_id>/end", ("POST",)),
    "practice.voice": ("/practice/<practice_id>/voice/<int:turn>", ("GET",)),
    "admin.add_code": ("/users/<int:user_id>/codes", ("POST",)),  # code, vendor
    "admin.end_code": ("/users/<int:user_id>/codes/<int:code_id>/end", ("POST",)),
    "prefs.show": ("/profile", ("GET",)),
    "prefs.language": ("/profile/language", ("POST",)),  # language, next
    "prefs.theme": ("/profile/theme", ("POST",)),  # theme auto|light|dark, next
    "prefs.password": ("/profile/password", ("POST",)),  # current, new
    "prefs.keys": ("/profile/keys", ("POST",)),  # single_keys on|off
}
