//! Ending a run early: a first signal stops the schedule, a second one leaves at once.

use std::fmt;
use tokio::sync::watch;

/// Why a run was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Interrupt,
    Terminate,
}

impl Signal {
    /// What a shell expects of a command that this signal ended.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "interrupted",
            Self::Terminate => "terminated",
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
        self.0.send_modify(|asked| {
            *asked = match asked {
                Asked::Nothing => Asked::ToStop(signal),
                Asked::ToStop(_) | Asked::ToLeave(_) => Asked::ToLeave(signal),
            };
        });
    }

    /// Stops at Ctrl-C and, where there is such a thing, SIGTERM. Must be called inside a tokio runtime.
    pub fn listen(&self) -> std::io::Result<()> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            for (kind, meaning) in
                [(SignalKind::interrupt(), Signal::Interrupt), (SignalKind::terminate(), Signal::Terminate)]
            {
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
