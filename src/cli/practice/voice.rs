//! The question out loud, by whatever speaks on this machine. Programs are started by name with the question as an argument
//! or on their standard input; no shell reads it.

use std::io::Write;
use std::process::{Child, Command, Stdio};

/// A program that speaks.
#[derive(Debug, Clone, Copy)]
pub struct Voice(Program);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    EspeakNg,
    SpdSay,
    Say,
    Windows,
}

/// A question that is being spoken; it falls silent when this is dropped.
pub struct Speaking(Child);

/// Reads the text from its standard input, so that nothing in it is a command.
const WINDOWS_SPEECH: &str = "Add-Type -AssemblyName System.Speech; \
     $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; \
     [Console]::InputEncoding = [Text.Encoding]::UTF8; \
     try { $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]$env:SAYWELL_VOICE_LANGUAGE) } catch {}; \
     $voice.Speak([Console]::In.ReadToEnd())";

impl Voice {
    /// The first program of this platform that is there.
    pub fn find() -> Option<Voice> {
        let programs: &[Program] = if cfg!(windows) {
            &[Program::Windows]
        } else if cfg!(target_os = "macos") {
            &[Program::Say]
        } else {
            &[Program::EspeakNg, Program::SpdSay]
        };
        programs.iter().copied().find(|program| program.is_there()).map(Voice)
    }

    /// Begins to speak `text` in `language`; `None` when that fails, which keeps nobody from reading it.
    pub fn speak(self, text: &str, language: &str) -> Option<Speaking> {
        let mut command = self.0.command(text, language);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let reads = self.0 == Program::Windows;
        let mut child = command.stdin(if reads { Stdio::piped() } else { Stdio::null() }).spawn().ok()?;
        if let Some(mut input) = child.stdin.take() {
            let _ = input.write_all(text.as_bytes());
        }
        Some(Speaking(child))
    }
}

impl Program {
    fn is_there(self) -> bool {
        let probe = match self {
            Program::EspeakNg => ("espeak-ng", "--version"),
            Program::SpdSay => ("spd-say", "--version"),
            // Both are part of their system.
            Program::Say | Program::Windows => return true,
        };
        let quiet = Command::new(probe.0).arg(probe.1).stdout(Stdio::null()).stderr(Stdio::null()).status();
        quiet.is_ok_and(|status| status.success())
    }

    fn command(self, text: &str, language: &str) -> Command {
        let (name, args): (&str, Vec<&str>) = match self {
            Program::EspeakNg => ("espeak-ng", vec!["-v", language, "--", text]),
            Program::SpdSay => ("spd-say", vec!["--wait", "--language", language, "--", text]),
            Program::Say if language == "es" => ("say", vec!["-v", "Mónica", "--", text]),
            Program::Say => ("say", vec!["--", text]),
            Program::Windows => ("powershell", vec!["-NoProfile", "-NonInteractive", "-Command", WINDOWS_SPEECH]),
        };
        let mut command = Command::new(name);
        command.args(args).env("SAYWELL_VOICE_LANGUAGE", language);
        command
    }
}

impl Speaking {
    /// Whether all of it was said.
    pub fn is_over(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Speaking {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_one_argument_and_never_an_option() {
        for program in [Program::EspeakNg, Program::SpdSay, Program::Say] {
            let command = program.command("--rate 9; rm -rf $HOME", "es");
            let args: Vec<_> = command.get_args().map(|arg| arg.to_str().unwrap()).collect();
            assert_eq!(args[args.len() - 2..], ["--", "--rate 9; rm -rf $HOME"], "{program:?}");
        }
        let windows = Program::Windows.command("Stop-Computer", "en");
        assert!(windows.get_args().all(|arg| !arg.to_str().unwrap().contains("Stop-Computer")));
    }
}
