"""The addresses templates link and post to; a blueprint must offer each (tests compare). Every POST carries `csrf_token`.

Templates, with what they get: sign_in.html (email, problem), home.html (page: HomePage), upload.html (UploadPage), run.html (RunPage,
block "progress"), calls.html (CallsPage, block "results"), queue.html (QueuePage), review.html (ReviewPage, blocks "conduct",
"duties", "verdict"; block "work" is all three and what a decision sends back to htmx), evidence.html (EvidencePage),
rubric.html (RubricPage), criterion.html (CriterionPage), users.html (UsersPage), keys.html (KeysPage), profile.html (Profile),
vendor_home.html (organisation), error.html (code 400|401|403|404|413|500, detail or None). All take `page` unless said, and `shell`.
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
    "admin.users": ("/users", ("GET",)),
    "admin.create_user": ("/users", ("POST",)),  # name, email, role, vendor, password
    "admin.switch_user": ("/users/<int:user_id>/switch", ("POST",)),
    "admin.keys": ("/keys", ("GET",)),
    "admin.create_key": ("/keys", ("POST",)),  # name
    "admin.revoke_key": ("/keys/<int:key_id>/revoke", ("POST",)),
    "prefs.show": ("/profile", ("GET",)),
    "prefs.language": ("/profile/language", ("POST",)),  # language, next
    "prefs.theme": ("/profile/theme", ("POST",)),  # theme auto|light|dark, next
    "prefs.keys": ("/profile/keys", ("POST",)),  # single_keys on|off
}
