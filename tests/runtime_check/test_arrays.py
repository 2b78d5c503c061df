"""Rows of classes out of arrays, lists and look-alikes of foreign arrays; bounded, even and always the same."""

from __future__ import annotations

import numpy as np
import pytest
from logit_lint.runtime_check.arrays import MIN_ROWS, read_rows
from numpy.testing import assert_array_equal


def test_rows_of_classes_along_any_axis():
    """Whatever the shape, what is read has the shape (rows, classes), and each row knows its place."""
    images = np.arange(2 * 5 * 3 * 4, dtype=np.float32).reshape(2, 5, 3, 4)
    rows = read_rows(images, axis=1)
    assert rows.values.shape == (24, 5)
    assert (rows.classes, rows.total, rows.whole, rows.dtype) == (5, 24, True, "float32")
    for row in (0, 7, 23):
        batch, height, width = rows.place(row)
        assert_array_equal(rows.values[row], images[batch, :, height, width])


def test_small_arrays_are_not_copied():
    values = np.zeros((4, 3), dtype=np.float16)
    assert np.shares_memory(read_rows(values).values, values)


@pytest.mark.parametrize("shape", [(100_000, 50), (7, 90_000, 11), (90_000, 7, 11), (300, 300, 10)])
def test_big_arrays_are_thinned_evenly(shape):
    array = np.broadcast_to(np.arange(shape[-1], dtype=np.float32), shape)
    rows = read_rows(array, max_values=20_000)
    assert 10_000 <= rows.values.size <= 42_000
    assert not rows.whole
    assert rows.total == np.prod(shape[:-1])
    places = np.array([rows.place(row) for row in range(len(rows.values))])
    assert_array_equal(np.unique(places, axis=0), places)  # in order, and each once
    assert (places < np.array(shape[:-1])).all()
    for axis, length in enumerate(shape[:-1]):
        assert length > 7 or len(np.unique(places[:, axis])) == 7  # a short axis stays whole


def test_places_lead_back_to_the_whole_array():
    array = np.random.default_rng(0).normal(size=(50, 3, 70)).astype(np.float32)
    rows = read_rows(array, axis=1, max_values=300)
    for row in range(0, len(rows.values), 5):
        first, last = rows.place(row)
        assert_array_equal(rows.values[row], array[first, :, last])


def test_wide_rows_are_never_fewer_than_the_statistics_need():
    rows = read_rows(np.zeros((1000, 200), dtype=np.float32), max_values=10)
    assert MIN_ROWS <= len(rows.values) <= 2 * MIN_ROWS


def test_lists_and_tuples():
    assert_array_equal(read_rows([[1, -2], [3, 0]]).values, [[1.0, -2.0], [3.0, 0.0]])
    assert read_rows(((0.5, 0.5),)).dtype == "float64"
    assert read_rows([np.zeros(3, np.float32), np.ones(3, np.float32)]).dtype == "float32"
    assert read_rows([0.1, 0.2]).place(0) == ()


def test_odd_floating_dtypes():
    swapped = np.array([[0.25, 0.75]], dtype=">f4")
    assert read_rows(swapped).values.dtype == np.dtype(np.float32)
    assert_array_equal(read_rows(swapped).values, [[0.25, 0.75]])
    assert read_rows(np.array([[0.25, 0.75]], dtype=np.longdouble)).values.dtype == np.float64


def test_anything_that_numpy_can_read():
    class Column:
        def __array__(self, dtype=None, copy=None):
            return np.array([[0.5], [0.25]], dtype=np.float32)

    assert_array_equal(read_rows(Column()).values, [[0.5], [0.25]])


def test_empty_arrays():
    assert read_rows(np.zeros((0, 4))).values.shape == (0, 4)
    assert read_rows(np.zeros((4, 0))).values.shape == (4, 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("0.5", "this str: text has no numbers; pass an array"),
        (b"0.5", "this bytes: text has no numbers"),
        ([["a", "b"]], "this list: it holds <U1, not real numbers"),
        ([[1.0, 2.0], [3.0]], "pass one array, or lists of rows of the same length"),
        (np.array([1, 2, 3]), "holds int64, as labels and class indices do.*convert them to float"),
        (np.array([[True, False]]), "holds bool, as labels and class indices do"),
        (np.array([[1j]]), "holds complex128, not real numbers"),
        (np.array([None, 1.0]), "objects in it, not numbers"),
        (object(), "this object: NumPy sees objects"),
        (None, "this NoneType: NumPy sees objects"),
        (np.ma.masked_array([0.5, 0.5], [True, False]), "fill it first"),
    ],
)
def test_what_cannot_be_judged_is_named_with_what_to_do(values, message):
    with pytest.raises(TypeError, match="cannot judge the values of " + ("" if "this" in message else ".*") + message):
        read_rows(values)


def test_an_axis_that_is_not_there():
    with pytest.raises(ValueError, match="a single number has no axis of classes"):
        read_rows(0.5)
    with pytest.raises(ValueError, match=r"the shape \(2, 3\) has no axis 2"):
        read_rows(np.zeros((2, 3)), axis=2)


def _foreign(module, name, **members):
    """An object whose class seems to come from a framework."""
    return type(name, (), {"__module__": module, **members})()


def test_a_cupy_array_is_thinned_where_it_lives_and_fetched_with_get():
    """NumPy must not convert it by itself: CuPy raises then."""
    fetched = []

    class Device:
        def __init__(self, values):
            self.values = values
            self.shape = values.shape
            self.dtype = values.dtype

        def __getitem__(self, index):
            return Device(self.values[index])

        def __array__(self, dtype=None, copy=None):
            raise TypeError("Implicit conversion to a NumPy array is not allowed.")

        def get(self):
            fetched.append(self.values.size)
            return self.values

    Device.__module__ = "cupy"
    rows = read_rows(Device(np.ones((1000, 30), dtype=np.float32)), max_values=3000)
    assert rows.values.shape == (100, 30)
    assert fetched == [3000]


def test_symbolic_tensors_are_named():
    with pytest.raises(TypeError, match=r"this keras KerasTensor: it is symbolic.*result of an eager call"):
        read_rows(_foreign("keras.src.backend", "KerasTensor", shape=(None, 3)))
    with pytest.raises(TypeError, match=r"this tensorflow SymbolicTensor: it is symbolic"):
        read_rows(_foreign("tensorflow.python.framework.ops", "SymbolicTensor", shape=(2, 3)))
    tracer = type("Tracer", (), {"__module__": "jax._src.core"})
    with pytest.raises(TypeError, match=r"this jax DynamicJaxprTracer: it is being traced"):
        read_rows(type("DynamicJaxprTracer", (tracer,), {"__module__": "jax._src.interpreters"})())
    with pytest.raises(TypeError, match=r"this torch FakeTensor: it has a shape but no values"):
        read_rows(_foreign("torch._subclasses.fake_tensor", "FakeTensor"))
