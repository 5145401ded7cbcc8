"""What those who run the service ask."""

from datetime import timedelta
from typing import Any, cast
from unittest.mock import Mock

import pytest
from attrs import evolve
from falcon.testing import TestClient

from rft_adapters.profiles import CachingStore, ProcessProfiles
from rft_app.application import Store
from rft_app.http.app import create_wsgi
from rft_app.http.bookings import examples
from rft_domain.shared.errors import Busy
from tests.app.http.api import GUEST, KEY, Api, refused


class Away:
    """A store that cannot be reached."""

    def __init__(self, store: Any) -> None:
        self.unit_of_work, self.outbox_queue = store.unit_of_work, store.outbox_queue
        self.forget_receipts, self.audit_trail = store.forget_receipts, store.audit_trail
        self.limiter = store.limiter
        self.forget_proofs = store.forget_proofs
        self.fill_search = store.fill_search
        self.note_seen, self.forget_log_ins = store.note_seen, store.forget_log_ins
        self.reading_as, self.acting_as = store.reading_as, store.acting_as

    def is_ready(self) -> bool:
        return False


def test_it_is_alive_and_ready(api: Api) -> None:
    assert api.get("/healthz").json == {"status": "ok"}
    assert api.get("/readyz").json == {"status": "ready"}


def test_it_is_alive_but_not_ready_without_its_store(api: Api) -> None:
    application = evolve(api.house.application, store=Away(api.house.store))
    client = TestClient(create_wsgi(application))
    assert client.simulate_get("/healthz").status_code == 200
    answer = client.simulate_get("/readyz")
    assert (refused(answer), answer.headers["retry-after"]) == ((503, "not-ready"), "1")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_may_send_any_token(api: Api, path: str) -> None:
    headers = {"Authorization": "Bearer not-the-token-of-staff"}
    assert api.client.simulate_get(path, headers=headers).status_code == 200
    assert api.client.simulate_get("/api/courses", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/api/courses", "/docs", "/openapi.json"])
def test_head_answers_as_get_without_a_body(api: Api, path: str) -> None:
    head, get = api.client.simulate_head(path), api.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_requests_bookings_and_refusals_are_counted(api: Api) -> None:
    path = f"/api/sessions/{api.other.id}/bookings"
    for _ in range(2):
        api.client.simulate_post(path, json=examples.BODY, headers=KEY)
    api.client.simulate_post(path, json={})
    text = api.get("/metrics").text
    route = 'method="POST",route="/api/sessions/{session_id}/bookings"'
    assert f'rft_http_requests_total{{{route},status="201"}} 2.0' in text
    assert f'rft_http_requests_total{{{route},status="422"}} 1.0' in text
    assert "rft_bookings_made_total 1.0" in text
    assert 'rft_refusals_total{code="invalid"} 1.0' in text
    assert 'rft_http_request_seconds_count{route="/api/sessions/{session_id}/bookings"} 3.0' in text
    assert not any(secret in text.lower() for secret in ("silva", "example.org", str(api.other.id)))


def gauge(api: Api, name: str) -> list[str]:
    return [line for line in api.get("/metrics").text.splitlines() if line.startswith(f"{name} ")]


def test_the_monitors_numbers_are_among_the_metrics(api: Api) -> None:
    state = api.house.store.state
    assert gauge(api, "rft_users") == [f"rft_users {float(len(state.users))}"]
    own = sum(one.merged_into is None for one in state.customers.values())
    assert gauge(api, "rft_customers") == [f"rft_customers {float(own)}"]
    assert gauge(api, "rft_duplicates") == [f"rft_duplicates {float(len(state.duplicates))}"]
    assert gauge(api, "rft_drifted_customers") == ["rft_drifted_customers 0.0"]
    assert gauge(api, "rft_unsealed_audit_rows") == [f"rft_unsealed_audit_rows {float(len(state.audit))}"]
    assert 'rft_users_by_role{role="superuser"} 1.0' in api.get("/metrics").text


def test_they_are_counted_once_a_minute_however_often_they_are_asked_for(api: Api) -> None:
    before = gauge(api, "rft_users")
    api.user("new@example.org")
    assert gauge(api, "rft_users") == before
    api.house.clock.now += timedelta(seconds=60)
    assert gauge(api, "rft_users") == [f"rft_users {float(len(api.house.store.state.users))}"] != before


def test_without_the_store_there_are_metrics_without_its_numbers(api: Api) -> None:
    away = Away(api.house.store)
    away.unit_of_work = Mock(side_effect=Busy)
    client = TestClient(create_wsgi(evolve(api.house.application, store=away)))
    answer = client.simulate_get("/metrics")
    assert answer.status_code == 200
    assert "rft_http_requests" in answer.text
    assert "rft_users" not in answer.text


def test_looks_into_the_cache_are_counted(api: Api) -> None:
    profiles = ProcessProfiles()
    application = evolve(api.house.application, store=cast(Store, CachingStore(api.house.store, profiles)))
    client = TestClient(create_wsgi(application))
    for _ in range(2):
        answer = client.simulate_get("/api/customer/profile", headers=GUEST)
        assert answer.status_code == 200
    text = client.simulate_get("/metrics").text
    assert 'rft_profile_cache_total{outcome="miss"} 1.0' in text
    assert 'rft_profile_cache_total{outcome="hit"} 1.0' in text


def test_addresses_and_methods_that_do_not_exist_do_not_grow_the_metrics(api: Api) -> None:
    for number in range(3):
        api.get(f"/no/{number}")
    api.client.simulate_request("TRACE", "/healthz")
    text = api.get("/metrics").text
    assert 'rft_http_requests_total{method="GET",route="(none)",status="404"} 3.0' in text
    assert "TRACE" not in text
