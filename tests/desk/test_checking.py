from annotations.history.verify import verify_history
from annotations.models import WorkStatus


def test_an_assessment_with_a_verdict_makes_a_claim_checked(claim, omar, assess):
    assess(claim, omar, "accurate")

    claim.refresh_from_db()
    assert claim.work_status == WorkStatus.CHECKED
    assert claim.verdict.code == "accurate"
    assert list(verify_history()) == []
