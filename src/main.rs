#![forbid(unsafe_code)]

use std::process::ExitCode;

use saywell::cli;
use saywell::interrupt::Interrupt;

fn main() -> ExitCode {
    let interrupt = Interrupt::of_the_program();
    // Without a handler Ctrl-C ends the program at once, which loses nothing either.
    let _ = ctrlc::set_handler(|| interrupt.raise());
    match cli::run(interrupt) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(cli::report(&error)),
    }
}
