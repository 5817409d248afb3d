//! The terminal while a recording is on: its own page, keys one by one; given back however the program ends.

use std::io::{self, IsTerminal, Stderr, Write};
use std::sync::Once;
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::style::Print;
use crossterm::terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue};

/// Between two looks whether a key was pressed; nobody feels it.
const GLANCE: Duration = Duration::from_millis(10);

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Space,
    Enter,
    Letter(char),
    /// Ctrl-C, which is no signal while keys come one by one.
    Interrupt,
    Other,
}

/// The live page on standard error, so that standard output stays free for the report.
pub struct Screen {
    out: Stderr,
    shown: Vec<String>,
    size: (u16, u16),
    coloured: bool,
}

/// Whether a person can see the page and press keys.
pub fn is_there() -> bool {
    io::stderr().is_terminal() && io::stdin().is_terminal()
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When the terminal does not take part.
    pub fn open() -> io::Result<Self> {
        restore_on_panic();
        let coloured = anstream::stderr().current_choice() != anstream::ColorChoice::Never;
        let screen = Self { out: io::stderr(), shown: Vec::new(), size: (0, 0), coloured };
        terminal::enable_raw_mode()?;
        execute!(io::stderr(), EnterAlternateScreen, cursor::Hide)?;
        Ok(screen)
    }

    /// Columns and rows now.
    pub fn size(&self) -> (usize, usize) {
        let (columns, rows) = terminal_size();
        (usize::from(columns), usize::from(rows))
    }

    /// Shows `lines`; only those that changed are written, all at once.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn show(&mut self, lines: Vec<String>) -> io::Result<()> {
        let lines: Vec<String> =
            if self.coloured { lines } else { lines.iter().map(|line| strip_str(line).to_string()).collect() };
        queue!(self.out, terminal::BeginSynchronizedUpdate)?;
        let size = terminal_size();
        if size != self.size {
            queue!(self.out, Clear(ClearType::All))?;
            self.shown.clear();
            self.size = size;
        }
        for row in 0..lines.len().max(self.shown.len()) {
            let line = lines.get(row).map_or("", String::as_str);
            if self.shown.get(row).map(String::as_str) != Some(line) {
                let at = cursor::MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX));
                queue!(self.out, at, Print(line), Clear(ClearType::UntilNewLine))?;
            }
        }
        queue!(self.out, terminal::EndSynchronizedUpdate)?;
        self.out.flush()?;
        self.shown = lines;
        Ok(())
    }

    /// The next key within `patience`.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn key(&self, patience: Duration) -> io::Result<Option<Key>> {
        Ok(pressed(patience)?.map(Key::of))
    }

    /// The next key within `patience` as it was typed.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn typed(&self, patience: Duration) -> io::Result<Option<KeyEvent>> {
        pressed(patience)
    }
}

impl Key {
    fn of(pressed: KeyEvent) -> Key {
        match pressed.code {
            // The end of the input is one that nobody takes back.
            KeyCode::Char('c' | 'd') if pressed.modifiers.contains(KeyModifiers::CONTROL) => Key::Interrupt,
            KeyCode::Char(' ') => Key::Space,
            KeyCode::Enter => Key::Enter,
            KeyCode::Char(letter) => Key::Letter(letter.to_ascii_lowercase()),
            _ => Key::Other,
        }
    }
}

/// Keys one by one on the usual page, while this lives.
pub struct Keys(());

impl Keys {
    /// # Errors
    /// When the terminal does not take part.
    pub fn open() -> io::Result<Self> {
        restore_on_panic();
        terminal::enable_raw_mode()?;
        Ok(Self(()))
    }

    /// The next key within `patience`.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn key(&self, patience: Duration) -> io::Result<Option<Key>> {
        Ok(pressed(patience)?.map(Key::of))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _ = terminal::disable_raw_mode();
    }
}

/// crossterm's own wait never ends when the terminal goes away in it (a window that is closed, a connection that breaks),
/// and a microphone would stay open; so it is asked only what is there already.
fn pressed(patience: Duration) -> io::Result<Option<KeyEvent>> {
    let end = Instant::now() + patience;
    loop {
        if !io::stdin().is_terminal() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        if event::poll(Duration::ZERO)? {
            break;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        std::thread::sleep(left.min(GLANCE));
    }
    let Event::Key(pressed) = event::read()? else { return Ok(None) };
    Ok((pressed.kind == KeyEventKind::Press).then_some(pressed))
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Columns and rows; a terminal that says 0 does not know.
fn terminal_size() -> (u16, u16) {
    terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or((80, 24))
}

fn give_back() {
    let _ = execute!(io::stderr(), cursor::Show, LeaveAlternateScreen);
    let _ = terminal::disable_raw_mode();
}

/// A panic's message belongs onto the usual page.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if terminal::is_raw_mode_enabled().unwrap_or(false) {
                give_back();
            }
            usual(info);
        }));
    });
}
