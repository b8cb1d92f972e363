"""One window per profile, and a hint from the system when the network changes."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket, QNetworkInformation

CONNECT_MS = 300


class Single(QObject):
    """Finds out whether a window of this profile is open already; if so, asks it to come to the front.

    Signals:
        asked: another start asks this window to come to the front.
        network_changed: the system says that the way to the internet changed (a hint only: it misses things).
        metered_changed: it says that the link is paid by the megabyte now, or is not any more.
    """

    asked = Signal()
    network_changed = Signal()
    metered_changed = Signal()

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)

    def raised_other(self) -> bool:
        """Return True when another window was asked to come to the front; else listen for later starts."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(CONNECT_MS):
            socket.disconnectFromServer()
            return True
        # A crashed program leaves its socket file behind; the profile's lock file decides who may write.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return False

    def listen_to_network(self) -> None:
        """Hear from the system when the network changes, where the system can tell."""
        if not QNetworkInformation.loadDefaultBackend():
            return
        network = QNetworkInformation.instance()
        if network is not None:
            network.reachabilityChanged.connect(self._changed)
            network.isBehindCaptivePortalChanged.connect(self._changed)
            network.isMeteredChanged.connect(self._metered)

    def is_metered(self) -> bool | None:
        """Return whether the link is paid by the megabyte, None where the system cannot tell."""
        network = QNetworkInformation.instance()
        can_tell = network is not None and network.supports(QNetworkInformation.Feature.Metered)
        return network.isMetered() if network is not None and can_tell else None

    @Slot()
    def _hear(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.deleteLater()
            self.asked.emit()

    @Slot()
    def _changed(self) -> None:
        self.network_changed.emit()

    @Slot()
    def _metered(self) -> None:
        self.metered_changed.emit()
