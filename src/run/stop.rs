//! Ending a run early: a first signal stops the schedule, a second one leaves at once.

use std::fmt;
use tokio::sync::watch;

/// Why a run was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
    /// The terminal is gone.
    HangUp,
}

impl Signal {
    /// What a shell expects of a command that this signal ended.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
            Self::HangUp => 129,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "interrupted",
            Self::Terminate => "terminated",
            Self::HangUp => "hung up",
        })
    }
}

/// What was asked of a run so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Nothing,
    ToStop(Signal),
    ToLeave(Signal),
}

/// Asks a run to stop; copies ask the same run.
#[derive(Debug, Clone)]
pub struct StopHandle(watch::Sender<Asked>);

/// The run's end of a [`StopHandle`].
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<Asked>);

impl StopHandle {
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(Asked::Nothing);
        (Self(sender), Stop(receiver))
    }

    pub fn stop(&self, signal: Signal) {
        self.0.send_if_modified(|asked| {
            *asked = match (*asked, signal) {
                (Asked::Nothing, _) => Asked::ToStop(signal),
                // told by the system and by the shell: once more is no word of its own
                (_, Signal::HangUp) => return false,
                (Asked::ToStop(_) | Asked::ToLeave(_), _) => Asked::ToLeave(signal),
            };
            true
        });
    }

    /// Stops at Ctrl-C and, where there are such things, SIGTERM and SIGHUP. Must be called inside a tokio runtime.
    pub fn listen(&self) -> std::io::Result<()> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            // Heard, it ends nothing: what a limit of `ulimit -f` leaves no room for is told as a full disk is.
            let _ = signal(SignalKind::from_raw(libc::SIGXFSZ))?;
            let hang_up = (!outlives_its_terminal()).then(|| (SignalKind::hangup(), Signal::HangUp));
            let others =
                [(SignalKind::interrupt(), Signal::Interrupt), (SignalKind::terminate(), Signal::Terminate)];
            for (kind, meaning) in others.into_iter().chain(hang_up) {
                let (handle, mut signals) = (self.clone(), signal(kind)?);
                tokio::spawn(async move {
                    while signals.recv().await.is_some() {
                        handle.stop(meaning);
                    }
                });
            }
        }
        #[cfg(not(unix))]
        {
            let handle = self.clone();
            tokio::spawn(async move {
                while tokio::signal::ctrl_c().await.is_ok() {
                    handle.stop(Signal::Interrupt);
                }
            });
        }
        Ok(())
    }
}

/// Whether SIGHUP is ignored, as `nohup` has it; so it is taken where the system does not tell.
#[cfg(unix)]
fn outlives_its_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // the first bit is the first signal's
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_none_or(|mask| mask & 1 == 1)
}

impl Stop {
    /// A run that nobody stops.
    pub fn never() -> Self {
        StopHandle::new().1
    }

    /// The next time that something is asked for; never, once nobody is left who could ask.
    pub(super) async fn asked(&mut self) -> Asked {
        match self.0.changed().await {
            Ok(()) => *self.0.borrow_and_update(),
            Err(_) => std::future::pending().await,
        }
    }
}
