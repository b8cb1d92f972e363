"""Two thousand files from nginx on loopback: what checking, hashing and keeping them safely costs beside curl."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course, running
from tests.benchmarks.downloads.course import Address
from tests.benchmarks.rows import Row, ratios

FILES, FILE_BYTES = 2_000, 500_000
QUICK_FILES = 200
RUNS, QUICK_RUNS = 3, 1
TARGET = 1.2
_PATIENCE_S, _START_S = 900.0, 10.0
# nginx stands before the school as at many sites: it serves the files itself (with its own ETags, which are no hashes)
# and passes everything else on.
_CONFIG = """
daemon off;
{user}
worker_processes 1;
pid {base}/nginx.pid;
error_log {base}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    types {{ application/pdf pdf; }}
    client_body_temp_path {base}/body;
    proxy_temp_path {base}/proxied;
    fastcgi_temp_path {base}/f; uwsgi_temp_path {base}/u; scgi_temp_path {base}/s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {school}; }}
        location ~ ^/webservice/pluginfile.php/[0-9]+/mod_resource/content/[0-9]+/(part-[0-9]+[.]pdf)$ {{
            alias {files}/$1;
        }}
    }}
}}
"""


class Nginx:
    """A server of our own before the school, on a free port of loopback; it starts when it is told where to lead."""

    def __init__(self, base: Path, files: Path) -> None:
        """`base`: a new folder for all that is its own. `files`: where the course's files lie."""
        base.mkdir()
        self._base, self._files = base, files
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address clients use."""
        return f"http://127.0.0.1:{self._port}"

    def lead_to(self, target: str) -> None:
        """Start before the school at `target`. Raises: OSError if it does not."""
        user = "user root;" if os.geteuid() == 0 else ""  # the files lie where only their owner may read
        config, log = self._base / "nginx.conf", self._base / "nginx.log"
        words = _CONFIG.format(user=user, base=self._base, port=self._port, school=target, files=self._files)
        config.write_text(words, "utf-8")
        self._process = subprocess.Popen(["nginx", "-p", str(self._base), "-c", str(config), "-e", str(log)])
        until = time.monotonic() + _START_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def __enter__(self) -> "Nginx":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def bare(files: list[Address], folder: Path) -> float:
    """Return how long the plain tools need: curl in parallel, both hashes of every file, and every file on the disk."""
    folder.mkdir()
    wanted = folder / "list.txt"
    wanted.write_text("".join(f'url = "{file.url}"\noutput = "{folder / file.name}"\n' for file in files), "utf-8")
    each = f"find {folder} -name '*.pdf' -print0 | xargs -0"
    steps = f"curl --silent --fail --parallel -K {wanted} && {each} sha1sum && {each} sha256sum && {each} sync"
    started = time.monotonic()
    subprocess.run(["sh", "-c", steps], check=True, capture_output=True)
    took = time.monotonic() - started
    assert sum(path.stat().st_size for path in folder.glob("*.pdf")) == sum(file.size_bytes for file in files)
    shutil.rmtree(folder)
    return took


class Ours:
    """StudyDesk downloading the course into a fresh copy of a profile, again and again.

    Attributes:
        peak_bytes: the most memory it had resident in all runs.
    """

    def __init__(self, profile: Path, made: course.Made) -> None:
        self._profile, self._made = profile, made
        self.peak_bytes = 0

    def __call__(self) -> float:
        """Return how long the next run takes, seconds."""
        home = self._profile.with_name("run")
        shutil.copytree(self._profile, home)
        took = running.run(contenders.studydesk().command(home), home, _PATIENCE_S)
        self.peak_bytes = max(self.peak_bytes, took.peak_bytes)
        if took.code != 0 or not course.is_complete(home, self._made.hashes):
            raise RuntimeError(f"the download ended with {took.code}: {(home / 'output.txt').read_text()[-2000:]}")
        shutil.rmtree(home)
        return took.seconds


def measure(profile: Path, files: list[Address], made: course.Made, runs: int) -> list[Row]:
    """Return the rows for a profile that is signed in."""
    ours = Ours(profile, made)
    ratio, seconds, plain = ratios(ours, lambda: bare(files, profile.with_name("bare")), runs)
    name = f"{len(files)} files, {made.size_bytes / 1e6:.0f} MB, from nginx on loopback"
    compared = f"{name}: wall time ({seconds:.1f} s) ÷ curl --parallel, both hashes and fsync ({plain:.1f} s)"
    return [
        Row(compared, ratio, "×", TARGET),
        Row(f"{name}: resident memory", ours.peak_bytes / 1e6, "MB", contenders.MEMORY_MB),
    ]


def run(quick: bool) -> list[Row]:
    """Measure, in pairs, after one that warms the caches. `quick`: a tenth of the files, and one pair."""
    with world.folder() as base:
        made = course.make(base / "content", [FILE_BYTES] * (QUICK_FILES if quick else FILES), per_section=50)
        with (
            Nginx(base / "nginx", made.folder / "files") as front,
            world.school(made.folder, base / "school", line=front) as url,
        ):
            world.sign_in(base / "profile", front.url)
            return measure(base / "profile", course.addresses(url), made, QUICK_RUNS if quick else RUNS)
