//! Hunts for inputs that do harm; `cargo xtask fuzz` builds and starts it.
//!
//! Each target is hunted on by a process of its own, which writes every input down before it is tried: where it
//! dies or hangs, this one knows what of.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "what is hunted for is the program that ends; one that hunts fails loudly"
)]

#[path = "../../tests/fuzz/mod.rs"]
mod fuzz;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::Duration;

use fuzz::corpus::{FOLDER, name_of};
use fuzz::hunt::{Finding, Report, hunt};
use fuzz::targets::{TARGETS, Target};

/// What WebAssembly gives to the page.
const STACK: usize = 1 << 20;
/// Inputs a target, where nobody says.
const INPUTS: usize = 10_000_000;
/// An input that has no answer after so many looks, a second apart, is taken to hang.
const HOPELESS: usize = 60;

/// What was asked for.
struct Arguments {
    targets: Vec<&'static Target>,
    inputs: usize,
    seed: u64,
    /// Where the inputs are to be written down, in the process that hunts.
    witness: Option<PathBuf>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let arguments = match read(&words) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("fuzz: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut is_clean = true;
    for target in &arguments.targets {
        is_clean &= match &arguments.witness {
            Some(witness) => pursue(target, &arguments, witness),
            None => send(target, &arguments),
        };
    }
    if is_clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read(words: &[String]) -> Result<Arguments, String> {
    let mut arguments = Arguments {
        targets: Vec::new(),
        inputs: INPUTS,
        seed: 0,
        witness: None,
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or(format!("{word} wants a value"));
        match word.as_str() {
            "--inputs" => arguments.inputs = whole(next()?)? as usize,
            "--seed" => arguments.seed = whole(next()?)?,
            "--witness" => arguments.witness = Some(next()?.into()),
            name => arguments.targets.push(named(name)?),
        }
    }
    if arguments.targets.is_empty() {
        arguments.targets = TARGETS.iter().collect();
    }
    Ok(arguments)
}

fn whole(text: &str) -> Result<u64, String> {
    let digits = text.replace(['_', ','], "");
    let number = digits.parse();
    number.map_err(|_| format!("must be a whole number, got “{text}”"))
}

fn named(name: &str) -> Result<&'static Target, String> {
    let target = TARGETS.iter().find(|target| target.name == name);
    target.ok_or_else(|| {
        let names = TARGETS
            .iter()
            .map(|target| format!("\n  {:<10}{}", target.name, target.about));
        let names: String = names.collect();
        format!("there is no target “{name}”; there are{names}")
    })
}

/// Hunts on one target, tells what came of it, and whether nothing was found.
fn pursue(target: &'static Target, arguments: &Arguments, witness: &Path) -> bool {
    let (inputs, seed) = (arguments.inputs, arguments.seed);
    let witness = File::create(witness).ok();
    let hunter = thread::Builder::new().stack_size(STACK);
    let hunter = hunter.spawn(move || hunt(target, inputs, seed, witness.as_ref()));
    let report = hunter.ok().and_then(|hunter| hunter.join().ok());
    report.is_some_and(|report| tell(target, &report))
}

/// Sends a process on the hunt, and tells where it does not come back.
fn send(target: &Target, arguments: &Arguments) -> bool {
    println!("{}: {}", target.name, target.about);
    let name = format!("tuneground-fuzz-{}-{}", target.name, std::process::id());
    let witness = std::env::temp_dir().join(name);
    let child = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args([target.name, "--inputs", &arguments.inputs.to_string()])
            .args(["--seed", &arguments.seed.to_string(), "--witness"])
            .arg(&witness)
            .spawn()
    });
    let lost = match child {
        Ok(child) => wait(child, &witness),
        Err(error) => Err(format!("cannot be started: {error}")),
    };
    if let Err(how) = &lost {
        let input = last_words(&witness).unwrap_or_default();
        println!("  {how}: {}", kept(target, &input));
    }
    let _ = fs::remove_file(&witness);
    lost == Ok(true)
}

/// Whether the hunt found nothing; or how it was lost.
fn wait(mut child: Child, witness: &Path) -> Result<bool, String> {
    let mut looks = 0;
    let mut last = None;
    loop {
        let ended = child.try_wait().map_err(|error| error.to_string())?;
        match ended.map(|status| (status.code(), status)) {
            Some((Some(code), _)) => return Ok(code == 0),
            Some((None, status)) => return Err(format!("it died of {status}")),
            None => thread::sleep(Duration::from_secs(1)),
        }
        let written = fs::metadata(witness).and_then(|file| file.modified()).ok();
        looks = if written == last { looks + 1 } else { 0 };
        last = written;
        if looks > HOPELESS {
            // It may have ended just now; then there is nothing to end.
            let _ = child.kill();
            let _ = child.wait();
            return Err("it hangs".to_owned());
        }
    }
}

/// The input that was being tried, as the hunt has written it down.
fn last_words(witness: &Path) -> Option<Vec<u8>> {
    let bytes = fs::read(witness).ok()?;
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    rest.get(..length).map(<[u8]>::to_vec)
}

fn tell(target: &Target, report: &Report) -> bool {
    let seconds = report.took.as_secs_f64();
    println!(
        "  {} inputs in {seconds:.0} s, {:.0} a second; {} kinds of sentences; the slowest took {:.0} ms, the \
         heaviest {:.1} MB",
        report.inputs,
        report.inputs as f64 / seconds,
        report.answers,
        report.slowest.as_secs_f64() * 1e3,
        report.heaviest as f64 / f64::from(1 << 20),
    );
    for Finding { fault, input } in &report.findings {
        println!("  {fault:?}: {}", kept(target, input));
    }
    report.findings.is_empty()
}

/// Where a found input was put, and how it begins.
fn kept(target: &Target, input: &[u8]) -> String {
    let place = match keep(target, input) {
        Ok(path) => path.display().to_string(),
        Err(error) => format!("not kept, {error}"),
    };
    let start = String::from_utf8_lossy(&input[..input.len().min(300)]).into_owned();
    format!("{place}, {} bytes: {start:?}", input.len())
}

/// Puts an input that does harm into the repository, by its content's own name.
fn keep(target: &Target, input: &[u8]) -> std::io::Result<PathBuf> {
    let folder = Path::new(FOLDER).join("found").join(target.name);
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{:016x}", name_of(input)));
    fs::write(&path, input)?;
    Ok(path)
}
