# SPDX-License-Identifier: Apache-2.0
"""unpack.py FOLDER: takes PKITS's certificates and CRLs out of the wheel in FOLDER."""
import pathlib
import sys
import zipfile

folder = pathlib.Path(sys.argv[1])
(wheel,) = folder.glob("*.whl")
inside = "cryptography_vectors/x509/PKITS_data/"
count = 0
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        path = pathlib.PurePosixPath(name)
        for kind, suffix in (("certs", ".crt"), ("crls", ".crl")):
            if str(path.parent) + "/" == inside + kind + "/" and path.suffix == suffix:
                (folder / kind).mkdir(exist_ok=True)
                (folder / kind / path.name).write_bytes(archive.read(name))
                count += 1
if count < 500:
    sys.exit(f"{wheel.name} has only {count} files of PKITS")
wheel.unlink()
