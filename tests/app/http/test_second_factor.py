"""A second factor over HTTP."""

from falcon.testing import Result

from tests.app.http.api import CAREFUL, PASSWORD, ROOT, STAFF, Api, Request, refused

EMAIL = "Petra.Holm@example.org"


def enter(api: Api, code: str | None = None, password: str = PASSWORD) -> Result:
    body = {"email": EMAIL, "password": password} | ({"code": code} if code is not None else {})
    return api.send(Request(method="POST", path="/api/auth/login", body=body))


def post(api: Api, path: str, headers: dict[str, str], body: object = None) -> Result:
    return api.send(Request(method="POST", path=path, headers=headers, body=body))


def test_without_its_code_a_log_in_is_refused_like_a_wrong_password(api: Api) -> None:
    answers = [enter(api), enter(api, "000000"), enter(api, api.code(api.careful_secret), "wrong")]
    assert {refused(answer) for answer in answers} == {(401, "log-in-refused")}
    alike = [{k: v for k, v in answer.json.items() if k != "request_id"} for answer in answers]
    headers = [{k: v for k, v in answer.headers.items() if k != "x-request-id"} for answer in answers]
    assert (alike, headers) == ([alike[0]] * 3, [headers[0]] * 3)
    assert enter(api, api.code(api.careful_secret)).status_code == 200


def test_from_the_first_secret_to_the_last_recovery_code(api: Api) -> None:
    assert api.get("/api/auth/totp", staff=True).json == {"on": False, "turned_on_at": None, "recovery_codes_left": 0}
    begun = post(api, "/api/auth/totp", STAFF, {"password": PASSWORD})
    assert begun.headers["cache-control"] == "no-store"
    code = api.code(begun.json["secret"])
    codes = post(api, "/api/auth/totp/confirm", STAFF, {"code": code}).json["recovery_codes"]
    assert [len(one) for one in codes] == [19] * 10
    assert api.get("/api/auth/totp", staff=True).json["recovery_codes_left"] == 10
    body = {"password": PASSWORD, "code": codes[0]}
    assert refused(post(api, "/api/auth/totp/disable", STAFF, body | {"password": "x"})) == (401, "log-in-refused")
    assert post(api, "/api/auth/totp/disable", STAFF, body).json["on"] is False


def test_a_superuser_removes_a_lost_factor_and_an_admin_does_not(api: Api) -> None:
    path = f"/api/admin/users/{api.careful.id}/disable-second-factor"
    assert refused(post(api, path, STAFF)) == (403, "forbidden")
    assert post(api, path, ROOT).status_code == 200
    assert refused(api.send(Request(method="GET", path="/api/auth/totp", headers=CAREFUL))) == (401, "unauthenticated")
    assert enter(api).status_code == 200
    assert refused(post(api, path, ROOT)) == (422, "second-factor-is-off")
