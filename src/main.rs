use std::process::ExitCode;

use saywell::cli;
use saywell::interrupt::Interrupt;

fn main() -> ExitCode {
    let interrupt = Interrupt::default();
    let raised = interrupt.clone();
    // Without a handler Ctrl-C ends the program at once, which loses nothing either.
    let _ = ctrlc::set_handler(move || raised.raise());
    match cli::run(&interrupt) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(cli::report(&error)),
    }
}
