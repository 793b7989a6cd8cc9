"""Each verb of the desk, called rightly: who may, who may not, what it records, and what it refuses."""

from tests.desk.calls import articles, checked_articles, checks, claims, projects, reviews, sources, taken_back

CALLS = [
    *projects.CALLS,
    *articles.CALLS,
    *checked_articles.CALLS,
    *claims.CALLS,
    *checks.CALLS,
    *sources.CALLS,
    *reviews.CALLS,
    *taken_back.CALLS,
]
