"""The CapabilityStatement says which operations there are, and each of them answers."""

import httpx

from careweft.fhir.decode import decode


async def test_what_is_claimed_answers(client: httpx.AsyncClient) -> None:
    statement = decode((await client.get("/fhir/metadata")).content)
    rest = statement["rest"][0]
    by_type = {one["type"]: one.get("operation", []) for one in rest["resource"]} | {"": rest["operation"]}
    named = {type_: {one["name"] for one in listed} for type_, listed in by_type.items()}
    assert {"everything", "match", "merge", "summary", "export"} <= named["Patient"]
    assert {"expand", "validate-code"} <= named["ValueSet"] and "validate" in named[""]
    assert "everything" not in named["Observation"] and "job-file" not in named[""]
    for type_, names in named.items():
        for name in names:
            base = f"/fhir/{type_}".rstrip("/")
            answers = [await client.get(f"{at}/${name}") for at in (base, f"{base}/x" if type_ else base)]
            answers += [await client.post(f"{at}/${name}") for at in (base, f"{base}/x" if type_ else base)]
            told = [one.text for one in answers]
            assert not all("There is no such operation" in text for text in told), (type_, name)
            assert all(one.status_code < 500 for one in answers), (type_, name, told)
