"""An earlier value is restored from the history with the keyboard alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations.desk.claiming import ClaimWords, edit_claim
from annotations.history.act import Act
from annotations.models import Assessment, Claim, User
from tests.e2e.conftest import Enter
from tests.e2e.test_keyboard import tab_to


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_earlier_words_are_restored_after_a_look_at_what_follows(
    enter: Enter, claim: Claim, omar: User, cleo: User, assess: Callable[..., Assessment], script: bool
) -> None:
    edit_claim(claim=claim, words=ClaimWords("The toll rises."), version=1, act=Act(omar))
    assess(claim, cleo, "accurate")
    page = enter("omar", java_script_enabled=script)
    page.goto(reverse("claim_history", args=[claim.pk]))

    restore = page.get_by_role("button", name="Restore this value of “Claim”")
    tab_to(page, restore)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Others have checked the words that stand now.")).to_be_visible()
    assert Claim.objects.get().statement == "The toll rises."

    tab_to(page, page.get_by_role("button", name="Restore it"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Restored: claim.")
    expect(page.locator("#history")).to_contain_text("restored an earlier value of claim 1")
    assert (Claim.objects.get().statement, Claim.objects.get().round) == (claim.statement, 2)
