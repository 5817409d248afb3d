//! A desk with a microphone: a PulseAudio server of the test's own, whose null sink is what ALSA's default records from.
//! What is played on the desk goes through every layer that a real microphone's sound goes through but the hardware.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common;

const REMEDY: &str = "PulseAudio, its tools and ALSA's plugins are needed; `make system` installs them";

pub struct Desk {
    home: tempfile::TempDir,
    server: Child,
}

/// A sound that plays until it ends or is dropped.
pub struct Playing(Child);

impl Desk {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| home.path().join(name);
        std::fs::create_dir(at("pulse")).expect("the folder is ours");
        let script = format!(
            "load-module module-native-protocol-unix socket={} auth-anonymous=1\n\
             load-module module-null-sink sink_name=desk rate=48000 channels=2\n\
             set-default-sink desk\nset-default-source desk.monitor\n",
            at("pulse/native").display()
        );
        std::fs::write(at("desk.pa"), script).expect("the folder is ours");
        let alsa = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n";
        std::fs::write(at("asound.conf"), alsa).expect("the folder is ours");
        let mut server = Command::new("pulseaudio");
        server.args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "-F"]);
        let log = std::fs::File::create(at("pulse.log")).expect("the folder is ours");
        let server = surround(server.arg(at("desk.pa")), home.path()).stdout(Stdio::null()).stderr(log).spawn();
        let desk = Self { server: server.expect(REMEDY), home };
        desk.wait_until("the sound server answers", || {
            desk.tool("pactl").args(["info"]).output().expect(REMEDY).status.success()
        });
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// saywell in front of this microphone.
    pub fn saywell(&self, args: &[&str]) -> Command {
        let mut saywell = common::saywell(self.home.path());
        surround(&mut saywell, self.home.path()).args(args);
        saywell
    }

    /// Runs saywell to its end.
    pub fn run(&self, args: &[&str]) -> common::Run {
        self.finish(self.start(args))
    }

    /// Starts saywell and leaves it running.
    pub fn start(&self, args: &[&str]) -> Child {
        self.saywell(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("saywell starts")
    }

    pub fn finish(&self, child: Child) -> common::Run {
        let output = child.wait_with_output().expect("it was started");
        common::Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    pub fn play(&self, wav: &Path) -> Playing {
        Playing(self.tool("paplay").args(["-d", "desk"]).arg(wav).spawn().expect(REMEDY))
    }

    /// Pulls the plug.
    pub fn unplug(&mut self) {
        self.server.kill().expect("it runs");
        self.server.wait().expect("it was started");
    }

    /// The recordings in the data folder.
    pub fn recordings(&self) -> Vec<PathBuf> {
        let folder = self.path("data/saywell/recordings");
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "wav")).collect()
    }

    /// Waits until the only recording there is holds sound.
    pub fn wait_for_recording(&self) -> PathBuf {
        let begun = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|file| file.len() > 44);
        self.wait_until("a recording has begun", || self.recordings().iter().any(begun));
        self.recordings().into_iter().find(begun).expect("waited for")
    }

    fn wait_until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let patience = Instant::now() + Duration::from_secs(30);
        while !holds() {
            let log = || std::fs::read_to_string(self.path("pulse.log")).unwrap_or_default();
            assert!(Instant::now() < patience, "waited in vain until {what}\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn tool(&self, name: &str) -> Command {
        let mut tool = Command::new(name);
        surround(&mut tool, self.home.path());
        tool
    }
}

/// The sound system that programs at this desk see.
fn surround<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("PULSE_RUNTIME_PATH", home.join("pulse"))
        .env("PULSE_SERVER", format!("unix:{}", home.join("pulse/native").display()))
        .env("ALSA_CONFIG_PATH", home.join("asound.conf"))
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
