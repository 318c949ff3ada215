"""A CUPS of the tests' own: a real `cupsd` in a folder, with raw queues; the system's own is not touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from typing import Self

CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_FILES = """\
ServerRoot {at}/root
RequestRoot {at}/spool
CacheDir {at}/cache
StateDir {at}/run
TempDir {at}/tmp
AccessLog {at}/log/access
ErrorLog {at}/log/error
PageLog {at}/log/page
{user}
SystemGroup {group}
"""
_CUPSD = """\
Listen {at}/run/cups.sock
LogLevel warn
Browsing Off
WebInterface No
DefaultAuthType None
JobRetryInterval 1
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues none
SubscriptionPrivateAccess default
SubscriptionPrivateValues none
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""


class Cups:
    """Use as a context manager; `server` is what `CUPS_SERVER` names."""

    def __init__(self) -> None:
        # a socket's path has little room: no folder of pytest's
        self._at = Path(mkdtemp(prefix="cups"))
        self.server = str(self._at / "run" / "cups.sock")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        import grp  # neither is there on Windows, as CUPS is not
        import pwd

        assert CUPSD is not None
        self._at.chmod(0o755)
        for name in ("root", "spool", "cache", "run", "tmp", "log"):
            (self._at / name).mkdir()
        # whoever runs the tests is the administrator; as root the carriers run as lp, as they do in earnest
        group = grp.getgrgid(os.getgid()).gr_name
        own = f"User {pwd.getpwuid(os.getuid()).pw_name}\nGroup {group}"
        user = "User lp\nGroup lp" if os.getuid() == 0 else own
        for name, text in (("cups-files.conf", _FILES), ("cupsd.conf", _CUPSD)):
            filled = text.format(at=self._at, user=user, group=group)
            (self._at / name).write_text(filled)
        command = [CUPSD, "-f", "-c", str(self._at / "cupsd.conf"), "-s", str(self._at / "cups-files.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while self._ask("lpstat", "-r").stdout.strip() != b"scheduler is running":
            assert self._process.poll() is None, (self._at / "log" / "error").read_text()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self._at)

    def add(self, queue: str, port: int, policy: str = "retry-job") -> None:
        """Make a raw queue to a printer on this machine; `policy` is what becomes of a job that fails."""
        self.do("lpadmin", "-p", queue, "-D", f"Printer of {queue}", "-v", f"socket://127.0.0.1:{port}", "-E")
        self.do("lpadmin", "-p", queue, "-o", f"printer-error-policy={policy}")

    def do(self, *command: str) -> None:
        """Run a command of CUPS."""
        done = self._ask(*command)
        assert done.returncode == 0, done.stderr

    def _ask(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        program = shutil.which(command[0], path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert program is not None, f"{command[0]} is not installed"
        environment = {**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}
        return subprocess.run([program, *command[1:]], capture_output=True, check=False, env=environment, timeout=60)
