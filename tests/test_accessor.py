"""frame.framing.extract(): the same as framing.extract(frame)."""

import pandas as pd
import pytest

import framing

FRAME = pd.DataFrame({"text": ["It may rain.", "It rained."], "body": ["It rained.", "It may rain."]}, index=["a", "b"])


@pytest.mark.parametrize("options", [{}, {"text": "body"}, {"devices": ["hedge"]}, {"n_jobs": 2}])
def test_a_frame_extracts_as_the_function_does(options):
    one, other = FRAME.framing.extract(**options), framing.extract(FRAME, **options)
    for table in ("features", "spans", "attributions"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))
    assert one.texts.equals(other.texts)


def test_a_frame_without_texts_says_what_is_missing():
    with pytest.raises(framing.CorpusError, match="no column 'text'; it has 'Text'"):
        pd.DataFrame({"Text": ["It rained."]}).framing.extract()


def test_the_accessor_takes_the_same_options_as_the_function():
    from inspect import signature

    from framing.accessor import FramingAccessor

    one, other = (list(signature(call).parameters.values())[1:] for call in (FramingAccessor.extract, framing.extract))
    assert one == other
