"""The processes of a place that is served log in as who they are, never as the owner."""

from tests.site.place import Place


def test_no_process_is_connected_as_the_owner(place: Place) -> None:
    with place.client("carla") as carla:
        assert carla.get("/work").status_code == 200
    query = (
        "SELECT DISTINCT usename, application_name FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    found = {(row["usename"], row["application_name"]) for row in place.fetch(query)}
    assert ("careweft_web_login", "careweft_web") in found
    assert ("careweft_worker_login", "careweft_worker") in found
    assert {user for user, _ in found} == {"careweft_web_login", "careweft_worker_login"}
