"""Makes the files of this folder with h5py (3.7 here): every one holds row * 64 + column, over 8, minus 100."""
import h5py
import numpy as np

a = ((np.arange(36)[:, None] * 64 + np.arange(64)) / 8 - 100).astype("float32")


def write(name, data=a, libver="latest", userblock=0, **options):
    with h5py.File(name + ".hdf5", "w", libver=libver, userblock_size=userblock) as file:
        file.create_dataset("value", data=data, **options)


write("single-chunk", a.astype("float16"), compression=9)
write("fixed-array", a.astype("float64"), chunks=(16, 10), compression=4, shuffle=True, fletcher32=True)
write("fixed-array-plain", chunks=(16, 10))
write("paged-array", a.astype("float16"), chunks=(2, 1), compression=1)
write("tree", libver="earliest", chunks=(1, 10, 6), data=a[None].astype(">f4"), compression=4, shuffle=True)
write("tree-of-two-levels", a.astype("float16"), libver="earliest", chunks=(4, 4))
write("grows-old", libver="v108", chunks=(16, 10), maxshape=(None, None), fletcher32=True)
write("grows-new", chunks=(16, 10), maxshape=(None, 64))
write("user-block", a.astype("float16"), libver="earliest", userblock=512)
write("not-gzip", chunks=(16, 10), compression="lzf")
write("scalar", np.float32(3))

space = h5py.h5s.create_simple((36, 64))
plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
plist.set_layout(h5py.h5d.COMPACT)
with h5py.File("compact.hdf5", "w", libver="latest") as file:
    h5py.h5d.create(file.id, b"value", h5py.h5t.NATIVE_FLOAT, space, plist).write(space, space, a)

plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
plist.set_chunk((16, 10))
plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
with h5py.File("implicit.hdf5", "w", libver="latest") as file:
    h5py.h5d.create(file.id, b"value", h5py.h5t.NATIVE_FLOAT, space, plist).write(space, space, a)

with h5py.File("soft-link.hdf5", "w") as file:
    file["maps/first"] = a.astype("float16")
    file["value"] = h5py.SoftLink("/maps/first")
    file["maps/beside"] = h5py.SoftLink("first")
    for i in range(20):
        file[f"other-{i}"] = a[:1, :1]

with h5py.File("many-new.hdf5", "w", libver="latest") as file:
    for i in range(12):
        file[f"value-{i}"] = a[:1, :1]

with h5py.File("unwritten.hdf5", "w") as file:
    file.create_dataset("value", shape=(36, 64), dtype="float16", chunks=(16, 10), compression=9)[:16] = 1
