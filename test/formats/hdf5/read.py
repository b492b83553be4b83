"""Prints what h5py reads in HDF5 files: `read.py FILE…`, for files that `writeHdf5` made."""
import sys

import h5py

print("h5py", h5py.__version__, "on HDF5", h5py.version.hdf5_version)
for path in sys.argv[1:]:
    with h5py.File(path) as file:
        for name, data in file.items():
            storage = (data.chunks, data.compression, data.compression_opts)
            print(path, name, data.dtype, data.shape, *storage, data[()].tolist())
