from __future__ import annotations

import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from khuevan.kit import blocks, components
from khuevan.kit.components import SPRITE, State, icon_names, status
from khuevan.kit.gallery import SampleForm

SPRITE_URL = "/static/kit/icons.svg"


def pic(name: str) -> str:
    return f'<svg class="ic" aria-hidden="true"><use href="{SPRITE_URL}#i-{name}"/></svg>'


def draw(source: str, **context: object) -> str:
    with override("en"):
        return Template(source).render(Context(context)).strip()


def test_icon_points_into_the_sprite():
    assert draw('{% icon "plan" %}') == pic("plan")


def test_every_state_has_an_icon_of_its_name_and_words():
    assert set(State) <= icon_names()
    assert set(components.WORDS) == set(State)


def test_sprite_draws_no_icon_twice():
    names = re.findall(r'id="([^"]+)"', SPRITE.read_text())
    assert len(names) == len(set(names))


def test_status_says_its_state_in_words():
    assert draw('{% status "overdue" %}') == (
        f'<span class="pill" data-state="overdue">{pic("overdue")}Overdue</span>'
    )


def test_status_takes_other_words_and_escapes_them():
    assert draw("{% status state words %}", state="done", words="<b>Hợp lệ") == (
        f'<span class="pill" data-state="done">{pic("done")}&lt;b&gt;Hợp lệ</span>'
    )


@pytest.mark.parametrize(
    ("kind", "looks"), [("", "chip"), ("person", "chip person"), ("src", "chip chip-src")]
)
def test_chip_has_three_kinds(kind, looks):
    assert (
        draw('{% chip "TTBCXB" kind=kind %}', kind=kind) == f'<span class="{looks}">TTBCXB</span>'
    )


def test_strip_draws_shares_without_inline_style():
    parts = [("done", 19), ("doing", 0), ("overdue", 2)]
    assert draw('{% strip parts label="19 of 31 done" total=31 %}', parts=parts) == (
        '<svg class="strip" viewBox="0 0 31 8" preserveAspectRatio="none" role="img" aria-label="19 of 31 done">'
        '<rect data-state="done" x="0" y="0" width="19" height="8"/>'
        '<rect data-state="overdue" x="19" y="0" width="2" height="8"/></svg>'
    )


def test_progress_shows_figures_when_the_total_is_known():
    assert draw('{% progress 37 142 label="Sending" %}') == (
        '<div class="meter"><p><span>Sending</span><span class="num">37/142</span></p>'
        '<progress max="142" value="37" aria-label="Sending"></progress></div>'
    )


def test_progress_without_total_stays_open():
    assert draw('{% progress 3 0 label="Reading" brief=True %}') == (
        '<div class="meter"><p><span></span><span class="num">3</span></p>'
        '<progress aria-label="Reading"></progress></div>'
    )


def test_crumbs_end_with_this_page():
    items = [("Plans", "/plans/"), ("Training", "")]
    assert draw("{% crumbs items %}", items=items) == (
        '<nav aria-label="You are here"><ol class="crumbs"><li><a href="/plans/">Plans</a></li>'
        '<li><span aria-current="page">Training</span></li></ol></nav>'
    )


def test_tabs_mark_the_current_view():
    items = [("Text", "/1/"), ("Matrix", "/1/matrix/")]
    assert draw('{% tabs items current="/1/matrix/" label="Views" %}', items=items) == (
        '<nav class="tabs" aria-label="Views"><a href="/1/">Text</a>'
        '<a href="/1/matrix/" aria-current="page">Matrix</a></nav>'
    )


def test_segmented_marks_the_current_choice():
    items = [("Wide", "?d=1"), ("Dense", "?d=2")]
    assert draw('{% segmented items current="?d=2" label="Density" %}', items=items) == (
        '<nav aria-label="Density"><ul class="seg"><li><a href="?d=1">Wide</a></li>'
        '<li><a href="?d=2" aria-current="true">Dense</a></li></ul></nav>'
    )


def test_figures_link_to_their_source():
    items = [{"label": "Valid", "value": 86, "state": "done", "url": "/valid/", "current": True}]
    assert draw('{% figures items label="Seats" %}', items=items) == (
        '<ul class="figs" aria-label="Seats"><li class="fig" data-state="done" aria-current="true">'
        f'<a href="/valid/"><span>{pic("done")}Valid</span><b><span class="nw">86</span></b></a></li></ul>'
    )


def test_timeline_tells_what_happened():
    items = [("11/11", "Received", "received"), ("07/11", "Reminded")]
    assert draw("{% timeline items %}", items=items) == (
        '<ol class="time"><li data-state="received"><span class="t">11/11</span>Received</li>'
        '<li><span class="t">07/11</span>Reminded</li></ol>'
    )


def test_steps_say_their_state_to_screen_readers():
    assert draw('{% steps items label="Way" %}', items=[("Draft", "done"), ("Approval", "")]) == (
        f'<ol class="steps" aria-label="Way"><li data-state="done">{pic("done")}Draft'
        f'<span class="vh">: Done</span></li><li>{pic("unanswered")}Approval</li></ol>'
    )


def test_diff_marks_what_left_and_what_came():
    pieces = [("same", "A hotel of "), ("del", "3"), ("ins", "4"), ("same", " stars")]
    assert draw("{% diff pieces %}", pieces=pieces) == (
        '<div class="diff"><p>A hotel of <del>3</del><ins>4</ins> stars</p></div>'
    )


def test_pagination_keeps_the_other_parameters():
    page = Paginator(range(142), 50).page(2)
    assert draw('{% pagination page query="q=da" label="Units" %}', page=page) == (
        '<nav class="pager" aria-label="Units"><a class="btn btn-sm" rel="prev" href="?q=da&amp;page=1">Previous page</a>'
        '<span>51–100 of 142</span><a class="btn btn-sm" rel="next" href="?q=da&amp;page=3">Next page</a></nav>'
    )


def test_task_card_names_its_task_in_the_link():
    source = '{% task_card title="Event list" clause="II.2" state="doing" label="4 days" action="Open" url="/t/" %}'
    assert draw(source) == (
        '<article class="card task" data-state="doing"><p class="kick"><span>II.2</span>'
        f'<span class="pill" data-state="doing">{pic("doing")}4 days</span></p><h3>Event list</h3>'
        '<p class="row"><a class="btn btn-sm" href="/t/">Open<span class="vh">: Event list</span></a></p></article>'
    )


def test_phone_bar_counts_what_is_to_do():
    items = [{"label": "To do", "url": "/u/", "icon": "inbox", "count": 3, "current": True}]
    assert draw('{% phone_bar items label="Parts" %}', items=items) == (
        f'<nav class="bottom" aria-label="Parts"><a href="/u/" aria-current="page">{pic("inbox")}'
        '<span>To do</span><span class="dot">3<span class="vh"> to do</span></span></a></nav>'
    )


def test_field_ties_help_and_error_to_the_control():
    form = SampleForm({"title": ""})
    assert draw("{% field form.title %}", form=form) == (
        '<div class="field field-bad"><label for="id_title">Tên việc</label>'
        '<p class="help" id="id_title_help">Viết như trong kế hoạch.</p>'
        f'<p class="error" id="id_title_error">{pic("warn")}<span>This field is required.</span></p>'
        '<input type="text" name="title" maxlength="60" aria-describedby="id_title_error id_title_help"'
        ' aria-invalid="true" required id="id_title"></div>'
    )


def test_field_says_what_may_be_left_out():
    assert draw("{% field form.due %}", form=SampleForm()) == (
        '<div class="field"><label for="id_due">Hạn <span class="muted small">(optional)</span></label>'
        '<input type="text" name="due" placeholder="27/11/2026" id="id_due"></div>'
    )


def test_choices_stand_in_a_fieldset():
    html = draw("{% field form.kind %}", form=SampleForm())
    assert html.startswith(
        '<fieldset class="field" id="id_kind_group"><legend>Điều khoản này là</legend>'
    )
    assert html.count('type="radio"') == 3


def test_box_stands_before_its_label():
    html = draw("{% field form.agreed %}", form=SampleForm())
    assert html == (
        '<div class="field"><div class="check"><input type="checkbox" name="agreed" required id="id_agreed">'
        '<label for="id_agreed">Tôi đã đọc toàn văn</label></div></div>'
    )


def test_error_summary_links_each_line_to_its_field():
    form = SampleForm({"title": "x", "mail": "x", "part": "lead", "kind": "task", "agreed": "on"})
    assert draw("{% error_summary form %}", form=form) == (
        f'<div class="note" data-state="overdue" role="alert" tabindex="-1" data-focus>{pic("warn")}'
        "<h2>Not saved yet: please mend this</h2><ul>"
        '<li><a href="#id_mail">Thư điện tử công vụ</a>: Enter a valid email address.</li></ul></div>'
    )


def test_error_summary_of_a_good_form_is_nothing():
    assert draw("{% error_summary form %}", form=SampleForm()) == ""


def test_card_shows_its_state_at_the_edge():
    assert draw('{% card title="A" state="returned" kick="IV.1" %}text{% endcard %}') == (
        '<section class="card" data-state="returned"><p class="kick">IV.1</p><h2 class="h-s">A</h2>text</section>'
    )


def test_note_that_answers_is_announced():
    assert draw('{% note state="overdue" title="No" answer=True %}<p>why</p>{% endnote %}') == (
        f'<div class="note" data-state="overdue" role="alert">{pic("warn")}<h2>No</h2><div><p>why</p></div></div>'
    )


def test_empty_state_names_the_next_action():
    source = (
        '{% empty_state title="No plan" action="Read one" url="/new/" %}Why{% endempty_state %}'
    )
    assert draw(source) == (
        f'<div class="empty">{pic("plan")}<h2 class="h-s">No plan</h2><p>Why</p>'
        '<a class="btn btn-main" href="/new/">Read one</a></div>'
    )


def test_empty_state_can_stand_inside_a_loop():
    source = (
        "{% for x in xs %}{% empty_state title=x %}y{% endempty_state %}{% empty %}none{% endfor %}"
    )
    assert draw(source, xs=["A"]).count('class="empty"') == 1


def test_drawer_closes_by_a_link():
    assert draw('{% drawer title="Task" close_url="/p/" kicker="II.2" %}body{% enddrawer %}') == (
        '<aside class="drawer" id="drawer" aria-label="Task"><header><div><p class="kick">II.2</p><h2>Task</h2></div>'
        f'<a class="btn btn-icon" href="/p/" data-close>{pic("close")}<span class="vh">Close this panel</span></a>'
        "</header>body</aside>"
    )


def test_sheet_leaves_out_what_the_document_has_not():
    assert draw('{% sheet label="Plan" motto=False kind="KẾ HOẠCH" %}x{% endsheet %}') == (
        '<article class="sheet" aria-label="Plan" lang="vi">'
        '<div class="sheet-title"><h2>KẾ HOẠCH</h2></div>x</article>'
    )


def test_clause_keeps_its_words_and_shows_its_margin():
    source = (
        '{% clause state="doing" id="c1" tasks=2 units=142 proofs=0 %}- Làm <việc>.{% endclause %}'
    )
    assert draw(source) == (
        f'<div class="clause" data-state="doing" id="c1"><span class="clause-mark">{pic("doing")}'
        '<span class="vh">In progress</span></span><p class="pre">- Làm <việc>.</p>'
        f'<p class="clause-n"><span title="2 tasks">{pic("done")}2<span class="vh"> tasks</span></span>'
        f'<span>{pic("units")}142<span class="vh"> units</span></span>'
        f'<span>{pic("proof")}0<span class="vh"> pieces of evidence</span></span></p></div>'
    )


def test_clause_escapes_the_text_of_the_document():
    html = draw("{% clause %}{{ text }}{% endclause %}", text="<script>alert(1)</script>")
    assert "<script>" not in html


def test_table_frame_takes_the_keyboard_and_has_a_name():
    assert draw('{% table_frame label="Matrix" %}<table></table>{% endtable_frame %}') == (
        '<div class="tbl-wrap cards" role="region" aria-label="Matrix" tabindex="0"><table></table></div>'
    )


def test_toolbar_can_be_a_search():
    assert draw('{% toolbar label="Find" search=True %}x{% endtoolbar %}') == (
        '<div class="toolbar" role="search" aria-label="Find">x</div>'
    )


def test_decide_groups_two_buttons():
    assert draw('{% decide label="Approve?" %}x{% enddecide %}') == (
        '<div class="act" role="group" aria-label="Approve?">x</div>'
    )


def test_page_head_holds_the_one_h1():
    assert draw('{% page_head title="Units" lede="All." %} {% endpage_head %}') == (
        '<div class="head"><div><h1>Units</h1><p class="lede">All.</p></div></div>'
    )


TAGS = [
    '{% icon "plan" PROP %}', '{% status "done" PROP %}', '{% chip "a" PROP %}',
    '{% strip x label="a" PROP %}', '{% progress 1 2 label="a" PROP %}', "{% crumbs x PROP %}",
    '{% tabs x current="" label="" PROP %}', '{% segmented x current="" label="" PROP %}',
    '{% figures x label="" PROP %}', "{% timeline x PROP %}", '{% steps x label="" PROP %}',
    "{% diff x PROP %}", "{% pagination x PROP %}", '{% task_card title="" PROP %}',
    "{% field x PROP %}", "{% error_summary x PROP %}", '{% phone_bar x label="" PROP %}',
    "{% card PROP %}{% endcard %}", "{% note PROP %}{% endnote %}",
    '{% empty_state title="" PROP %}{% endempty_state %}',
    '{% drawer title="" close_url="" PROP %}{% enddrawer %}', '{% sheet label="" PROP %}{% endsheet %}',
    "{% clause PROP %}{% endclause %}", '{% table_frame label="" PROP %}{% endtable_frame %}',
    '{% toolbar label="" PROP %}{% endtoolbar %}', '{% decide label="" PROP %}{% enddecide %}',
    '{% page_head title="" PROP %}{% endpage_head %}',
]  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_unknown_prop_is_an_error(tag):
    Template(tag.replace(" PROP", ""))
    with pytest.raises(TemplateSyntaxError, match="colour"):
        Template(tag.replace("PROP", 'colour="red"'))


def test_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="Unknown state 'late'"):
        status("late")


def test_unknown_icon_is_an_error():
    with pytest.raises(ValueError, match="Unknown icon 'rocket'"):
        components.icon("rocket")


def test_unknown_kind_of_chip_is_an_error():
    with pytest.raises(ValueError, match="Unknown kind of chip"):
        components.chip("x", kind="loud")


def test_unknown_key_of_a_figure_is_an_error():
    with pytest.raises(ValueError, match="A figure has no colour"):
        components.figures([{"label": "a", "value": 1, "colour": "red"}], label="x")


def test_unknown_key_of_the_bar_is_an_error():
    with pytest.raises(ValueError, match="has no colour"):
        components.phone_bar([{"label": "a", "url": "/", "icon": "plan", "colour": 1}], label="x")


def test_unknown_state_of_a_block_is_an_error():
    with pytest.raises(ValueError, match="Unknown state"):
        blocks.card(components.SafeString("x"), state="late")
