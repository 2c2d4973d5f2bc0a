"""What the bot sends is what the platforms' own specifications allow."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest

from bot.platforms import facebook, x
from tests.fakes.platform_accounts import NOW, a_delivery, a_draft, an_account, with_card
from tests.fakes.scripted_http import ScriptedHttp, answer, multipart

SPECS = Path(__file__).parents[3] / ".." / "shared" / "specs"
pytestmark = pytest.mark.skipif(
    not SPECS.is_dir(), reason="the official specifications are not here"
)


@pytest.fixture
def http():
    with ScriptedHttp() as server:
        yield server


@pytest.fixture(scope="module")
def x_spec():
    return json.loads((SPECS / "x_openapi.json").read_text())


@pytest.mark.parametrize("reply_to", [None, "1890000000000000000"])
def test_the_body_of_a_post_on_x(http, x_spec, reply_to):
    http.then(answer(201, {}))
    draft = replace(a_draft("x"), reply_to=reply_to)
    x.connect(an_account("x", http.url)).publish(draft, now=NOW)
    operation = x_spec["paths"][urlsplit(http.requests[0].target).path]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate(http.requests[0].json(), {**schema, "components": x_spec["components"]})


def test_the_bodies_around_a_picture_on_x(http, x_spec):
    http.then(
        answer(200, {"data": {"id": "7"}}), answer(200, {"data": {"id": "7"}}), answer(201, {})
    )
    x.connect(an_account("x", http.url)).publish(with_card(a_draft("x")), now=NOW)
    assert len(http.requests) == 3
    for request in http.requests:
        operation = x_spec["paths"][urlsplit(request.target).path]["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.validate(request.json(), {**schema, "components": x_spec["components"]})
    alt = x_spec["components"]["schemas"]["CreateMediaMetadataMetadataAltText"]
    assert x.RULES.card.alt_limit <= alt["properties"]["text"]["maxLength"]


def test_the_fields_of_a_picture_on_facebook(http):
    http.then(answer(200, {"id": "7"}), answer(200, {"id": "7_8"}))
    facebook.connect(an_account("facebook", http.url)).publish(
        with_card(a_draft("facebook")), now=NOW
    )
    apis = json.loads((SPECS / "Page.json").read_text())["apis"]
    for request, endpoint in zip(http.requests, ("photos", "feed"), strict=True):
        fields, files = multipart(request) if endpoint == "photos" else (request.form, {})
        described = next(a for a in apis if (a["method"], a.get("endpoint")) == ("POST", endpoint))
        known = {parameter["name"] for parameter in described["params"]}
        assert fields.keys() - {"access_token", "appsecret_proof"} <= known
        assert set(files) <= {"source"}  # documented in the guide, not in the list


def test_the_query_of_a_timeline_on_x(http, x_spec):
    http.then(answer(200, {"data": {"id": "42"}}), answer(400, {}), answer(200, {"meta": {}}))
    x.connect(an_account("x", http.url)).find(a_delivery("x"), bound=(), now=NOW)
    operation = x_spec["paths"]["/2/users/{id}/tweets"]["get"]
    shared = x_spec["components"]["parameters"]
    described = {}
    for parameter in operation["parameters"]:
        whole = shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
        described[whole["name"]] = whole.get("schema", {})
    sent = http.requests[-1].query
    assert sent.keys() <= described.keys()
    jsonschema.validate(sent["post.fields"].split(","), described["post.fields"])
    jsonschema.validate(int(sent["max_results"]), described["max_results"])


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_fields_of_a_facebook_page(http, method):
    page = facebook.connect(an_account("facebook", http.url))
    http.then(answer(200, {}))
    if method == "POST":
        page.publish(a_draft("facebook"), now=NOW)
        sent = http.requests[0].form.keys()
    else:
        page.find(a_delivery("facebook"), bound=(), now=NOW)
        sent = http.requests[0].query.keys()
    endpoint = http.requests[0].path.rpartition("/")[2]
    apis = json.loads((SPECS / "Page.json").read_text())["apis"]
    described = next(a for a in apis if (a["method"], a["endpoint"]) == (method, endpoint))
    # What every edge of the Graph API takes is not listed for each.
    general = {"access_token", "appsecret_proof", "fields", "since", "after"}
    assert sent - general <= {parameter["name"] for parameter in described["params"]}


def test_the_fields_asked_of_a_facebook_post_exist(http):
    http.then(answer(200, {}))
    facebook.connect(an_account("facebook", http.url)).find(
        a_delivery("facebook"), bound=(), now=NOW
    )
    asked = re.sub(r"\{.*?\}", "", http.requests[0].query["fields"]).split(",")
    known = {field["name"] for field in json.loads((SPECS / "PagePost.json").read_text())["fields"]}
    assert set(asked) - {"attachments"} <= known  # an edge, which the list does not have
