"""What reviews forget: the rules of docs/developer/architecture.md that no linter can see."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "khuevan"
APPS = [
    "kit",
    "people",
    "documents",
    "plans",
    "assignments",
    "budget",
    "training",
    "reports",
    "web",
]

USUAL = {
    *("__init__", "enums", "errors", "models", "notices", "actions", "jobs", "forms", "exports"),
    *("views", "urls", "permissions", "admin", "apps"),
}
REFUSED = {"utils", "helpers", "services", "managers", "signals", "common", "misc"}


def tracked():
    """The files of the repository; without git (an unpacked archive), those that git would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode == 0:
        return [p for name in listed.stdout.split("\0") if (p := ROOT / name).is_file()]
    skip = {".venv", "var", "node_modules", "__pycache__", "vendor", "dist", "build"}
    return [
        path for path in ROOT.rglob("*")
        if path.is_file() and not skip & set(path.relative_to(ROOT).parts)
        and path.suffix != ".pyc" and ".egg-info" not in str(path)
        and not any(part.endswith("_cache") for part in path.parts)
    ]  # fmt: skip


def relative(paths):
    return sorted(str(path.relative_to(ROOT)) for path in paths)


SOURCES = [p for p in PACKAGE.rglob("*.py") if not {"migrations", "tests"} & set(p.parts)]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
TEXTS = {".py", ".html", ".txt", ".md", ".css", ".js", ".toml", ".json", ".tsv", ".csv", ".svg",
         ".yaml", ".yml", ".po", ".sh", "", ".conf", ".service"}  # fmt: skip


def found(pattern, paths):
    """'file:line: text' for every line that matches."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_file_of_an_app_has_a_usual_name_or_a_reason_in_the_architecture():
    page = (ROOT / "docs" / "developer" / "architecture.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(?:\w+/)?(\w+)\.py`", page))
    strange = [
        path
        for app in APPS
        for path in (PACKAGE / app).glob("*.py")
        if path.stem not in USUAL | explained
    ]
    assert relative(strange) == []


def test_no_file_is_called_after_nothing_in_particular():
    assert relative(p for p in SOURCES if p.stem in REFUSED) == []


def test_no_file_is_longer_than_400_lines():
    lines = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    long = {str(p.relative_to(ROOT)): count for p, count in lines.items() if count > 400}
    assert long == {}


def test_no_function_is_longer_than_60_lines():
    long = [
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name} {lines}"
        for path in SOURCES
        for one in functions(path)
        if (lines := (one.end_lineno or 0) - one.lineno + 1) > 60
    ]
    assert long == []


WRITES = re.compile(r"audit\.record|atomic|\.(save|create|bulk_create|update|delete)\(")


PARTS_OF_AN_ACTION = {
    "prefill",  # the system counts; what a person writes is named
    "look_for_pairs",  # asks a question; whoever answers it is named
    "take_scans",  # the door device is the actor: every line names it
    "person_of",  # finds or notes a name; whoever names the focal point is named
}


@pytest.mark.parametrize("app", [app for app in APPS if any((PACKAGE / app).glob("actions*"))])
def test_every_action_names_its_actor(app):
    """Whatever others call and writes; a question or a check beside the actions has no actor."""
    actions = importlib.import_module(f"khuevan.{app}.actions")
    anonymous = [
        name
        for name, one in inspect.getmembers(actions, inspect.isfunction)
        if inspect.unwrap(one).__module__.startswith(actions.__name__)
        and WRITES.search(inspect.getsource(inspect.unwrap(one)))
        and not name.startswith("_")
        and name not in PARTS_OF_AN_ACTION
        and "by" not in inspect.signature(one).parameters
    ]
    assert anonymous == []


def test_no_signal_receiver_is_our_own():
    assert found(r"@receiver\b|\b(post|pre)_(save|delete)\.connect", SOURCES) == []


def test_every_silenced_check_says_why():
    assert found(r"# (type: ignore|noqa)(:? ?\S+)?( ?\[[^]]*\])?\s*$", SOURCES) == []


def test_templates_hold_no_style_and_no_script_of_their_own():
    inline = r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=[\"']|javascript:"
    assert found(inline, TEMPLATES) == []


def test_long_translations_are_trimmed():
    assert found(r"{%-?\s*blocktrans(late)?\b(?!.*\btrimmed\b)", TEMPLATES) == []


def test_pages_ask_nothing_of_other_hosts():
    ours = [p for p in PACKAGE.rglob("static/**/*") if p.suffix in {".css", ".js", ".svg"}
            and "vendor" not in p.parts]  # fmt: skip
    # Names of vocabularies are not addresses that a browser asks.
    elsewhere = r"(https?:)?//(?!www\.w3\.org/(2000/svg|1999/xlink|1998/Math))[\w-]+\.[a-z]"
    fetched = r"(src|srcset|action|hx-\w+|@import|url\()\s*[=\s(]?[\"']?" + elsewhere
    assert found(fetched, TEMPLATES) == []
    assert found(r"[\"'(]" + elsewhere, ours) == []


def test_the_repository_names_no_machine_and_no_registry():
    # Written in halves, or this line would be its own first find.
    words = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "pythonhosted" + ".org", "pypi" + ".org",
             "npmjs" + ".org", "npmjs" + ".com", "/opt/" + "pypi", "/opt/" + "wheels"]  # fmt: skip
    texts = [p for p in tracked() if p.suffix in TEXTS and p.name != "LICENSE"]
    assert len(texts) > 50
    assert found("|".join(map(re.escape, words)), texts) == []


def test_nothing_big_and_nothing_built_is_kept():
    big = [p for p in tracked() if p.stat().st_size > 2_000_000]
    built = [p for p in tracked() if p.suffix in {".pyc", ".mo", ".sqlite3", ".log"}]
    assert relative(big + built) == []


def locked(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE)), text


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
)
def test_locks_pin_every_package_by_hash_and_name_no_host(name):
    versions, text = locked(name)
    blocks = re.findall(r"^[a-z0-9._-]+==.*(?:\n    .*)+", text, re.MULTILINE)
    assert len(blocks) == len(re.findall(r"^\S+==", text, re.MULTILINE)) >= len(versions)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|--\w*index", text) == []


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(wanted):
        found = (re.match(r"[A-Za-z0-9._-]+", one)[0] for one in wanted)
        return {re.sub(r"[._]", "-", one).lower() for one in found}

    run, dev = locked("requirements.txt")[0], locked("requirements-dev.txt")[0]
    assert names(project["dependencies"]) - set(run) == set()
    assert names(project["optional-dependencies"]["dev"]) - set(dev) == set()
    assert {n: (v, dev[n]) for n, v in run.items() if dev.get(n) != v and n != "soupsieve"} == {}


def licence(package):
    about = metadata.metadata(package)
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return about.get("License-Expression") or "; ".join(classifiers) or about.get("License") or ""


def test_no_package_we_ship_with_is_gpl_or_of_unknown_licence():
    installed = {}
    for name in locked("requirements.txt")[0]:
        try:
            installed[name] = licence(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
    assert len(installed) > 30
    assert [name for name, words in installed.items() if not words] == []
    gpl = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|(?<!Lesser )General Public License")
    assert {name: words for name, words in installed.items() if gpl.search(words)} == {}


def test_every_setting_from_the_environment_is_explained():
    settings = (PACKAGE / "web" / "settings.py").read_text(encoding="utf-8")
    asked = set(re.findall(r"\benv(?:_bool|_list|_int)?\(\s*\"([A-Z_]+)\"", settings))
    page = (ROOT / "docs" / "admin" / "install.md").read_text(encoding="utf-8")
    assert len(asked) > 8
    assert sorted(name for name in asked if f"`{name}`" not in page) == []
