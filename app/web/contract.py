"""The addresses templates link and post to; a blueprint must offer each (tests compare). Every POST carries `csrf_token`.

Templates, with what they get as `page`: home.html HomePage, upload.html UploadPage, run.html RunPage (block "progress" is what
the event stream sends), calls.html CallsPage, queue.html QueuePage, review.html ReviewPage, evidence.html EvidencePage,
rubric.html RubricPage, criterion.html CriterionPage, users.html UsersPage, keys.html KeysPage, profile.html Profile.
A vendor's own: portal/home.html VendorHome, portal/accounts.html AccountsPage, portal/account.html AccountPage,
portal/findings.html SharesPage, portal/finding.html SharePage.
Others: sign_in.html (email, problem, next), error.html (code, detail or None).
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
    "runs.show": ("/runs/<run_id>", ("GET",)),
    "runs.events": ("/runs/<run_id>/events", ("GET",)),
    "runs.report": ("/runs/<run_id>/report/<form>", ("GET",)),  # html | pdf | json
    "calls.index": ("/calls", ("GET",)),
    "calls.queue": ("/queue", ("GET",)),
    "review.show": ("/calls/<call_id>", ("GET",)),
    "review.decide": ("/calls/<call_id>/decide", ("POST",)),  # criterion, instance, decision, reason
    "review.duty": ("/calls/<call_id>/duty", ("POST",)),  # criterion, status, reason
    "review.swap": ("/calls/<call_id>/swap", ("POST",)),  # reason
    "review.sign": ("/calls/<call_id>/sign", ("POST",)),
    "review.note": ("/calls/<call_id>/note", ("POST",)),  # text, at_s
    "review.undo": ("/calls/<call_id>/undo", ("POST",)),
    "review.audio": ("/calls/<call_id>/audio", ("GET",)),
    "review.report": ("/calls/<call_id>/report/<form>", ("GET",)),  # html | pdf | json
    "evidence.index": ("/evidence", ("GET",)),  # goes to the newest run's
    "evidence.show": ("/runs/<run_id>/evidence", ("GET",)),
    "evidence.bundle": ("/runs/<run_id>/evidence.zip", ("GET",)),
    "rubric.index": ("/rubric", ("GET",)),
    "rubric.criterion": ("/rubric/<criterion_id>", ("GET",)),
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
    "money.forgive": ("/money/debts/<int:debt_id>/waive", ("POST",)),
    "money.bounce": ("/money/payments/<int:payment_id>/reverse", ("POST",)),
    "money.take_back": ("/money/entries/<int:entry_id>/reverse", ("POST",)),
    "money.cancel": ("/money/plans/<int:plan_id>/cancel", ("POST",)),
    "money.document": ("/money/plans/<int:plan_id>/agreement.pdf", ("GET",)),
    "placements.index": ("/placements", ("GET",)),
    "placements.place": ("/placements", ("POST",)),
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
    "vendors.show": ("/vendors/<vendor>", ("GET",)),  # month, segment, measure
    "vendors.plans": ("/vendors/<vendor>/plans", ("GET", "POST")),  # measure, target, due_on, asked, share (several)
    "vendors.contract": ("/vendors/<vendor>/contract", ("GET",)),  # month, check
    "vendors.files": ("/vendors/<vendor>/files", ("GET", "POST")),  # kind return|surveys|invoice, file; first, last, currency
    "vendors.rows": ("/vendors/<vendor>/rows/<measure>", ("GET",)),  # month, segment, page
    "vendors.measure_again": ("/vendors/<vendor>/plans/<plan_id>/measure", ("POST",)),
    "vendors.end_plan": ("/vendors/<vendor>/plans/<plan_id>/end", ("POST",)),  # verdict met|missed|withdrawn, reason
    "portal.plans": ("/portal/plans", ("GET",)),
    "portal.answer": ("/portal/plans/<plan_id>/answer", ("POST",)),  # text
    "vendors.send": ("/vendors/<vendor>/send", ("GET", "POST")),  # call, criterion, instance; term_days
    "waves.recall": ("/waves/<wave_id>/recall", ("POST",)),
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
    "portfolio.segments": ("/operation/segments", ("GET",)),  # edit
    "portfolio.save": ("/operation/segments", ("POST",)),  # segment_id, name, rule
    "portfolio.try_rule": ("/operation/segments/try", ("GET",)),  # rule, position
    "portfolio.usual": ("/operation/segments/usual", ("POST",)),
    "portfolio.move": ("/operation/segments/<int:segment_id>/move", ("POST",)),  # to up|down
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
    "prefs.show": ("/profile", ("GET",)),
    "prefs.language": ("/profile/language", ("POST",)),  # language, next
    "prefs.theme": ("/profile/theme", ("POST",)),  # theme auto|light|dark, next
    "prefs.password": ("/profile/password", ("POST",)),  # current, new
    "prefs.keys": ("/profile/keys", ("POST",)),  # single_keys on|off
}
