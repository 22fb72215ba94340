"""Reads images with other people's software and prints what is in them as JSON.

    read_images.py zarr <folder>      python3-zarr: every resolution level of an OME-Zarr 0.4 image
    read_images.py tiff <file>        python3-tifffile: the first series of an (OME-)TIFF
"""

import hashlib
import json
import sys


def summary(array):
    data = array.astype(array.dtype.newbyteorder("<"))
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "sum": float(array.sum(dtype="float64")),
        "sha256": hashlib.sha256(data.tobytes()).hexdigest(),
    }


def read_zarr(path):
    import zarr

    group = zarr.open_group(path, mode="r")
    multiscale = group.attrs["multiscales"][0]
    return {
        "zarr": zarr.__version__,
        "axes": [axis["name"] for axis in multiscale["axes"]],
        "units": [axis.get("unit") for axis in multiscale["axes"]],
        "transforms": [dataset["coordinateTransformations"] for dataset in multiscale["datasets"]],
        "levels": [summary(group[dataset["path"]][...]) for dataset in multiscale["datasets"]],
    }


def read_tiff(path):
    import tifffile

    with tifffile.TiffFile(path) as tiff:
        series = tiff.series[0]
        return {
            "tifffile": tifffile.__version__,
            "isOme": tiff.is_ome,
            "isBig": tiff.is_bigtiff,
            "axes": series.axes,
            "pages": len(tiff.pages),
            **summary(series.asarray()),
        }


kind, path = sys.argv[1:]
print(json.dumps({"zarr": read_zarr, "tiff": read_tiff}[kind](path)))
