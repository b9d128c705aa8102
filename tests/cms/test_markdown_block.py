import pytest
from django.core.exceptions import ValidationError

from cms.core.blocks import MarkdownBlock


def test_search_sees_the_words_and_not_the_marks():
    (text,) = MarkdownBlock().get_searchable_content("## Before\n\n- [ ] the **outcomes**")
    assert "outcomes" in text
    assert "#" not in text
    assert "*" not in text


@pytest.mark.parametrize("source", ["x" * 40_000, "a\0b"])
def test_the_form_refuses_what_the_page_could_not_show(source):
    with pytest.raises(ValidationError):
        MarkdownBlock().clean(source)


def test_good_text_passes_unchanged():
    assert MarkdownBlock().clean("Some **words**.") == "Some **words**."


def test_its_field_has_a_name_for_those_who_hear_it():
    assert 'aria-label="Text in Markdown"' in MarkdownBlock().field.widget.render("body", "")
