"""Tracking categories and their options.

https://developer.xero.com/documentation/api/accounting/trackingcategories
"""

from pathlib import Path
from typing import Any

import credit_notes
import pytest

from sandbox_client import JsonObject, Reply, Xero, line
from xero_sandbox.server import Running, running

NOBODY = "00000000-0000-0000-0000-000000000001"


def category(xero: Xero, name: str = "Branch", *options: str) -> JsonObject:
    """A category with options, each made by a call of its own."""
    (made,) = xero.api("PUT", "TrackingCategories", {"Name": name})["TrackingCategories"]
    for each in options:
        assert option(xero, made, each).status == 200
    return read(xero, made)


def option(xero: Xero, made: JsonObject, name: str) -> Reply:
    return xero.api(
        "PUT", f"TrackingCategories/{made['TrackingCategoryID']}/Options", {"Name": name}
    )


def address(made: JsonObject, option: int | None = None) -> str:
    path = f"TrackingCategories/{made['TrackingCategoryID']}"
    if option is None:
        return path
    return f"{path}/Options/{made['Options'][option]['TrackingOptionID']}"


def read(xero: Xero, made: JsonObject) -> JsonObject:
    (told,) = xero.get(address(made))["TrackingCategories"]
    found: JsonObject = told
    return found


def listed(xero: Xero, **query: Any) -> list[tuple[str, list[str]]]:
    told = xero.get("TrackingCategories", **query)["TrackingCategories"]
    return [(each["Name"], [option["Name"] for option in each["Options"]]) for each in told]


def tracked(name: str = "Leeds") -> JsonObject:
    return line(Tracking=[{"Name": "Branch", "Option": name}])


def test_a_category_and_its_options_are_made_read_and_renamed(xero: Xero) -> None:
    made = category(xero, "Branch", "Leeds", "York")
    assert listed(xero) == [("Branch", ["Leeds", "York"])]
    assert made["Options"][0] == {
        "TrackingOptionID": made["Options"][0]["TrackingOptionID"],
        "Name": "Leeds",
        "Status": "ACTIVE",
        "HasValidationErrors": False,
        "IsDeleted": False,
        "IsArchived": False,
        "IsActive": True,
    }
    (told,) = xero.api("POST", address(made), {"Name": "Office"})["TrackingCategories"]
    assert (told["Name"], told["Status"]) == ("Office", "ACTIVE")
    (renamed,) = xero.api("POST", address(made, 1), {"Name": "Hull"})["Options"]
    assert renamed["TrackingOptionID"] == made["Options"][1]["TrackingOptionID"]
    assert listed(xero) == [("Office", ["Leeds", "Hull"])]


def test_options_come_alone_in_a_list_and_with_their_category(xero: Xero) -> None:
    wish = {"Name": "Desk", "Options": [{"Name": "Permanent"}, {"Name": "Temporary"}]}
    (made,) = xero.put("TrackingCategories", wish)["TrackingCategories"]
    path = f"{address(made)}/Options"
    told = xero.api("PUT", path, {"Options": [{"Name": "Executive"}, {"Name": "Interim"}]})
    assert [each["Name"] for each in told["Options"]] == ["Executive", "Interim"]
    assert listed(xero) == [("Desk", ["Permanent", "Temporary", "Executive", "Interim"])]


def test_two_are_active_and_four_there_are(xero: Xero) -> None:
    """A maximum of two ACTIVE tracking categories and four in total, says Xero's page."""
    first = category(xero, "One")
    category(xero, "Two")
    reply = xero.put("TrackingCategories", {"Name": "Three"})
    assert reply.messages == ["An organisation can have at most 2 active tracking categories."]
    xero.api("POST", address(first), {"Status": "ARCHIVED"})
    third = category(xero, "Three")
    assert xero.api("POST", address(first), {"Status": "ACTIVE"}).status == 400
    xero.api("POST", address(third), {"Status": "ARCHIVED"})
    fourth = category(xero, "Four")
    xero.api("POST", address(fourth), {"Status": "ARCHIVED"})
    reply = xero.put("TrackingCategories", {"Name": "Five"})
    assert reply.messages == [
        "An organisation can have at most 4 tracking categories, active and archived."
    ]
    xero.api("DELETE", address(third))
    assert xero.put("TrackingCategories", {"Name": "Five"}).status == 200


def test_what_is_archived_is_listed_only_when_asked_for(xero: Xero) -> None:
    made, other = category(xero, "Branch", "Leeds", "York"), category(xero, "Desk", "Temporary")
    (told,) = xero.api("POST", address(made, 0), {"Status": "ARCHIVED"})["Options"]
    assert (told["IsActive"], told["IsArchived"]) == (False, True)
    xero.api("POST", address(other), {"Status": "ARCHIVED"})
    assert listed(xero) == [("Branch", ["York"])]
    everything = [("Branch", ["Leeds", "York"]), ("Desk", ["Temporary"])]
    assert sorted(listed(xero, includeArchived="true")) == everything
    assert listed(xero, includeArchived="true", where='Name=="Desk"') == everything[1:]


def test_names_are_required_unique_and_at_most_100_signs(xero: Xero) -> None:
    made = category(xero, "Branch", "Leeds")
    for name in ("", " ", "n" * 101, "BRANCH"):
        assert xero.put("TrackingCategories", {"Name": name}).status == 400, name
    for name in ("", "n" * 101):
        assert option(xero, made, name).status == 400, name
    assert xero.put("TrackingCategories", {"Name": "n" * 100}).status == 200
    assert option(xero, made, "n" * 100).status == 200
    assert xero.api("POST", address(made, 0), {"Name": "Leeds"}).status == 200


def test_an_option_that_is_there_is_refused_in_xeros_words(xero: Xero) -> None:
    """Recorded: https://github.com/calcinai/xero-php/issues/920"""
    made = category(xero, "Branch", "Leeds")
    path = f"{address(made)}/Options"
    reply = xero.api("PUT", path, {"Options": [{"Name": "York"}, {"Name": "LEEDS"}]})
    assert reply.status == 400
    assert reply.messages == ["For each specified tracking option the name must be unique."]
    assert listed(xero) == [("Branch", ["Leeds"])]


def test_some_mistakes_break_xero(xero: Xero) -> None:
    """https://github.com/XeroAPI/xero-node/issues/510 and /539"""
    made = category(xero)
    assert option(xero, made, "Leeds ").status == 500
    reply = xero.api("PUT", f"TrackingCategories/{NOBODY}/Options", {"Name": "Leeds"})
    assert (reply.status, reply["Title"]) == (500, "An error occurred")


def test_lines_are_tracked_and_follow_a_new_name(xero: Xero) -> None:
    made = category(xero, "Branch", "Leeds")
    sold = xero.invoice(LineItems=[tracked(), line()])
    note = credit_notes.made(xero, credit_notes.note(LineItems=[tracked()]))
    xero.api("POST", address(made), {"Name": "Office"})
    xero.api("POST", address(made, 0), {"Name": "Hull"})
    told = xero.read(sold)
    for document in (told, credit_notes.read(xero, note)):
        (pair,) = document["LineItems"][0]["Tracking"]
        assert (pair["Name"], pair["Option"]) == ("Office", "Hull")
    assert told["LineItems"][1]["Tracking"] == []
    assert told["UpdatedDateUTC"] == sold["UpdatedDateUTC"]


def test_archived_tracking_stays_on_old_lines_and_is_dropped_from_new_ones(xero: Xero) -> None:
    """https://github.com/XeroAPI/xero-node/issues/86"""
    made = category(xero, "Branch", "Leeds")
    old = xero.invoice(LineItems=[tracked()])
    xero.api("POST", address(made, 0), {"Status": "ARCHIVED"})
    assert len(xero.read(old)["LineItems"][0]["Tracking"]) == 1
    assert xero.invoice(LineItems=[tracked()])["LineItems"][0]["Tracking"] == []


def test_what_was_never_used_is_deleted(xero: Xero) -> None:
    made = category(xero, "Branch", "Leeds", "York")
    (gone,) = xero.api("DELETE", address(made, 0))["Options"]
    assert (gone["Name"], gone["Status"], gone["IsDeleted"]) == ("Leeds", "DELETED", True)
    assert listed(xero, includeArchived="true") == [("Branch", ["York"])]
    (told,) = xero.api("DELETE", address(made))["TrackingCategories"]
    assert told["Status"] == "DELETED"
    assert listed(xero, includeArchived="true") == []
    assert read(xero, made)["Status"] == "DELETED"
    assert xero.api("POST", address(made), {"Name": "Again"}).status == 404
    assert xero.put("TrackingCategories", {"Name": "Branch"}).status == 200


def test_what_was_used_cannot_be_deleted(xero: Xero) -> None:
    """Xero's page: delete unused tracking categories and options."""
    made = category(xero, "Branch", "Leeds", "York")
    xero.invoice(LineItems=[tracked()])
    for path in (address(made), address(made, 0)):
        reply = xero.api("DELETE", path)
        assert (reply.status, "has been used" in reply.messages[0]) == (400, True)
    assert xero.api("DELETE", address(made, 1)).status == 200
    assert listed(xero) == [("Branch", ["Leeds"])]


@pytest.mark.parametrize("status", ["DELETED", "GONE"])
def test_other_statuses_are_refused(xero: Xero, status: str) -> None:
    made = category(xero, "Branch", "Leeds")
    for path in (address(made), address(made, 0)):
        assert xero.api("POST", path, {"Status": status}).status == 400
    assert listed(xero) == [("Branch", ["Leeds"])]


def test_what_is_not_there_is_404(xero: Xero) -> None:
    made, nobody = category(xero), f"TrackingCategories/{NOBODY}"
    for method, path in [
        ("GET", nobody),
        ("POST", nobody),
        ("DELETE", nobody),
        ("POST", f"{address(made)}/Options/{NOBODY}"),
        ("DELETE", f"{address(made)}/Options/{NOBODY}"),
    ]:
        body = {"Name": "x"} if method == "POST" else None
        assert xero.api(method, path, body).status == 404, (method, path)
    with_id = {"TrackingCategoryID": made["TrackingCategoryID"], "Name": "Desk"}
    assert xero.put("TrackingCategories", with_id).status == 400


def test_settings_open_it(sandbox: Running, xero: Xero) -> None:
    """https://developer.xero.com/faq/granular-scopes"""
    made = category(xero, "Branch", "Leeds")
    reader = Xero(sandbox, ["accounting.settings.read"])
    assert reader.get(address(made)).status == 200
    for method, path in (("PUT", "TrackingCategories"), ("POST", address(made))):
        assert reader.api(method, path, {"Name": "Desk"}).status == 401
    assert reader.api("DELETE", address(made, 0)).status == 401


def test_they_outlive_a_restart(tmp_path: Path) -> None:
    with running(limits="off", data=tmp_path) as sandbox:
        category(Xero(sandbox), "Branch", "Leeds")
    with running(limits="off", data=tmp_path) as sandbox:
        assert listed(Xero(sandbox)) == [("Branch", ["Leeds"])]


def test_tax_rates_and_themes_are_told_one_by_one(xero: Xero) -> None:
    """https://developer.xero.com/documentation/api/accounting/taxrates and /brandingthemes"""
    (rate,) = xero.get("TaxRates/OUTPUT2")["TaxRates"]
    assert (rate["TaxType"], str(rate["EffectiveRate"])[:2]) == ("OUTPUT2", "20")
    (theme,) = xero.get("BrandingThemes")["BrandingThemes"]
    assert xero.get(f"BrandingThemes/{theme['BrandingThemeID']}")["BrandingThemes"] == [theme]
    for path in ("TaxRates/NONE2", f"BrandingThemes/{NOBODY}"):
        assert xero.get(path).status == 404
