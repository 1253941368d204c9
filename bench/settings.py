"""The product's settings plus one empty signed-in page to compare with."""

from khuevan.web.settings import *  # noqa: F403  # the benchmark runs the product as it is

ROOT_URLCONF = "bench.urls"
