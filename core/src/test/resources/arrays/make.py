"""Makes the files beside it, with NumPy 2.4 and SciPy 1.17: six samples of three features, value(i, j) = 10 i + j - 2.5, and labels 1, 2, 3, 1, 2, 3."""
import numpy
import scipy.io
import scipy.sparse

features = numpy.array([[10 * i + j - 2.5 for j in range(3)] for i in range(6)])
labels = numpy.array([1, 2, 3, 1, 2, 3])

for code in ("<f2", "<f4", "<f8", ">f4"):
    numpy.save("features-" + code.replace("<", "").replace(">", "big-") + ".npy", features.astype(code))
numpy.save("features-fortran.npy", numpy.asfortranarray(features.astype("<f4")))
for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f8", "?"):
    numpy.save("labels-" + code.replace("?", "bool") + ".npy", (labels if code != "?" else labels > 1).astype(code))
numpy.save("labels-text.npy", numpy.array(["mug", "lamp", "pen"] * 2))
numpy.save("labels-object.npy", numpy.array(["mug", "lamp", "pen"] * 2, dtype=object), allow_pickle=True)
numpy.savez("plain.npz", other=labels, X=features, y=labels - 1)
numpy.savez_compressed("packed.npz", features=features.astype("<f4"), names=numpy.array(["a", "b", "c"], dtype=object))
for packed in (False, True):
    scipy.io.savemat(
        "packed.mat" if packed else "plain.mat",
        {"note": "a text", "fts": features, "labels": labels.astype("u1").reshape(-1, 1), "info": {"a": 1}},
        do_compression=packed,
    )
scipy.io.savemat("whole.mat", {"x": (4 * features).astype("i2"), "Y": labels.astype("f8")})
scipy.io.savemat("zero.mat", {"fts": features, "labels": (labels - 1.0).reshape(-1, 1)})
scipy.io.savemat("others.mat", {"c": features + 1j, "s": scipy.sparse.csc_matrix(features), "cells": numpy.array([1, "a"], dtype=object)})
