import { describe, expect, it } from "vitest";
import { type FailedAttempt, signatureOf } from "./signature-rules.ts";

const failed = (logTail: string | null, more: Partial<FailedAttempt> = {}): string =>
	signatureOf({
		outcome: "failed",
		exitCode: 1,
		signal: null,
		problem: "It exited with code 1; expected is 0.",
		logTail,
		...more,
	});

const problem = (outcome: FailedAttempt["outcome"], text: string): string =>
	signatureOf({ outcome, exitCode: null, signal: null, problem: text, logTail: "reading tile 12\n" });

describe("the signature of a failure", () => {
	it.each([
		[
			"a Python exception, with the function it came from",
			`Traceback (most recent call last):
  File "/opt/pipeline/sharpen.py", line 88, in <module>
    main()
  File "/opt/pipeline/sharpen.py", line 71, in load
    data = data.reshape(shape)
           ^^^^^^^^^^^^^^^^^^^
ValueError: cannot reshape array of size 1048576 into shape (2048,2048)`,
			"ValueError: cannot reshape array of size <n> into shape (<n>,<n>) (in load of sharpen.py)",
		],
		[
			"a missing file in Python, whatever the tile",
			`Traceback (most recent call last):
  File "/opt/pipeline/stage.py", line 12, in main
    image = tifffile.imread("/data/2021-04-09/00/00123/00123-ngc.0.tif")
FileNotFoundError: [Errno 2] No such file or directory: '/data/2021-04-09/00/00123/00123-ngc.0.tif'`,
			"FileNotFoundError: [Errno <n>] No such file or directory: '<path>.tif' (in main of stage.py)",
		],
		[
			"the last of chained Python exceptions",
			`Traceback (most recent call last):
  File "a.py", line 3, in read
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 9, in main
RuntimeError: calibration has no offset`,
			"RuntimeError: calibration has no offset (in main of a.py)",
		],
		[
			"an assertion without words",
			`Traceback (most recent call last):
  File "/x/check.py", line 4, in check_overlap
    assert overlap > 0
AssertionError`,
			"AssertionError (in check_overlap of check.py)",
		],
		[
			"a keyed name without digits stays",
			`Traceback (most recent call last):
  File "m.py", line 1, in f
KeyError: 'focus'`,
			"KeyError: 'focus' (in f of m.py)",
		],
		[
			"numpy and its memory",
			`Traceback (most recent call last):
  File "m.py", line 1, in stack
numpy.core._exceptions._ArrayMemoryError: Unable to allocate 15.3 GiB for an array with shape (1024, 2048, 2048) and data type float32`,
			"numpy.core._exceptions._ArrayMemoryError: Unable to allocate <n> GiB for an array with shape (<n>, <n>, <n>) and data type float32 (in stack of m.py)",
		],
		[
			"CUDA",
			`Traceback (most recent call last):
  File "net.py", line 10, in forward
torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 512.00 MiB (GPU 0; 10.76 GiB total capacity; 9.11 GiB already allocated)`,
			"torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate <n> MiB (GPU <n>; <n> GiB total capacity; <n> GiB already allocated) (in forward of net.py)",
		],
		[
			"a Java exception in a thread",
			`Exception in thread "main" java.lang.IllegalArgumentException: Position 37 out of bounds for tile_00123
	at net.imglib2.img.Cell.get(Cell.java:51)
	at Main.main(Main.java:12)`,
			"java.lang.IllegalArgumentException: Position <n> out of bounds for tile_<n>",
		],
		[
			"the innermost cause of a Java exception",
			`java.lang.RuntimeException: loci.formats.FormatException: bad
	at ij.Macro.run(Macro.java:9)
Caused by: java.io.IOException: Stale file handle
	at java.io.RandomAccessFile.read(Native Method)
	... 12 more`,
			"java.io.IOException: Stale file handle",
		],
		[
			"bash and a command that is not there",
			"/opt/run.sh: line 12: convert: command not found",
			"<path>.sh: line <n>: convert: command not found",
		],
		[
			"bash and a file",
			"cp: cannot stat 'tile-004.tif': No such file or directory",
			"cp: cannot stat '<name>': No such file or directory",
		],
		["permissions", "bash: /scratch/u12/job.sh: Permission denied", "bash: <path>.sh: Permission denied"],
		[
			"MATLAB",
			`Error using imread (line 350)
File "/data/17/00123.tif" does not exist.

Error in stitch (line 21)
  im = imread(name);`,
			`Error using imread: File "<path>.tif" does not exist.`,
		],
		[
			"MATLAB with a size",
			`Error using horzcat
Dimensions of arrays being concatenated are not consistent. 512 and 511.`,
			"Error using horzcat: Dimensions of arrays being concatenated are not consistent. <n> and <n>.",
		],
		[
			"a segmentation fault",
			"reading\n./align.sh: line 7: 31337 Segmentation fault      (core dumped) ./align tile12",
			"<path>.sh: line <n>: <n> Segmentation fault (core dumped) ./align tile<n>",
		],
		["glibc", "*** stack smashing detected ***: terminated\nAborted (core dumped)", "Aborted (core dumped)"],
		["a corrupted heap", "free(): invalid pointer", "free(): invalid pointer"],
		[
			"a C++ exception",
			`terminate called after throwing an instance of 'std::bad_alloc'
  what():  std::bad_alloc`,
			"terminate called after throwing an instance of 'std::bad_alloc': std::bad_alloc",
		],
		[
			"the kernel's killer",
			"[  812.123456] Out of memory: Killed process 4711 (python3) total-vm:8123456kB",
			"[ <n>] Out of memory: Killed process <n> (python3) total-vm:<n>kB",
		],
		[
			"SLURM's killer",
			"slurmstepd: error: Detected 1 oom_kill event in StepId=1234.batch. Some of the step tasks have been OOM Killed.",
			"slurmstepd: error: Detected <n> oom_kill event in StepId=<n>.batch. Some of the step tasks have been OOM Killed.",
		],
		[
			"a full disk",
			"OSError: [Errno 28] No space left on device: 'out/00/0001.h5'",
			"OSError: [Errno <n>] No space left on device: '<path>.h5'",
		],
		[
			"Node",
			`file:///srv/stage/main.mjs:14
  throw new TypeError("x");
TypeError: Cannot read properties of undefined (reading 'shape')
    at read (file:///srv/stage/main.mjs:14:9)

Node.js v20.20.2`,
			"TypeError: Cannot read properties of undefined (reading 'shape')",
		],
		[
			"R",
			"Error in read.csv(file) : no lines available in input\nExecution halted",
			"Error in read.csv(file) : no lines available in input",
		],
		[
			"a Rust panic",
			`thread 'main' panicked at src/main.rs:4:5:
index out of bounds: the len is 3 but the index is 7
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
			"panicked: index out of bounds: the len is <n> but the index is <n>",
		],
		[
			"a logger with time and level",
			"2026-11-21 13:54:53,123 ERROR fusion: tile 00123 has no shift",
			"fusion: tile <n> has no shift",
		],
		[
			"an error before what says less",
			"ERROR: could not open store\nmake: *** [all] Error 1",
			"ERROR: could not open store",
		],
		[
			"a progress bar",
			"10%|█         | 1/10\r20%|██        | 2/10\nfatal: unexpected end of stream",
			"fatal: unexpected end of stream",
		],
		["colours", "\u001b[31mError:\u001b[0m no signal in channel 3", "Error: no signal in channel <n>"],
		["addresses", "Bus error at 0x7ffd12ab, id 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "Bus error at <hex>, id <uuid>"],
		["a URL", "HTTP error 503 for https://s3.example.org/b/0012?x=1", "HTTP error <n> for <url>"],
		["a well", "no focus found in well B03, giving up", "no focus found in well <name>, giving up"],
		[
			"a Windows path",
			String.raw`The system cannot find the path specified: C:\data\00123\a.tif`,
			"The system cannot find the path specified: <path>.tif",
		],
		[
			"types of numbers are words",
			"unsupported pixel type uint16 (expected float32)",
			"unsupported pixel type uint16 (expected float32)",
		],
		["a slash that is no path", "input/output error while reading", "input/output error while reading"],
		["words without an error", "starting\nloading\nbye", "bye"],
	])("takes from a log %s", (_what, log, signature) => {
		expect(failed(log)).toBe(signature);
	});

	it.each([
		["00/00123/00123-ngc.0.tif", "00/00124/00124-ngc.1.tif"],
		["s1_c2_B03", "s2_c1_C11"],
		["plate-7/well D12/site 3", "plate-8/well A01/site 9"],
	])("is the same for tile %s and tile %s", (one, other) => {
		const log = (tile: string) => `ERROR: tile '${tile}' has no neighbour at x+1 (score 0.${tile.length}31)`;
		expect(failed(log(one))).toBe(failed(log(other)));
	});

	it("is not the same for two errors in one function", () => {
		const log = (error: string) => `Traceback (most recent call last):\n  File "a.py", line 3, in f\n${error}`;
		expect(failed(log("ValueError: no data"))).not.toBe(failed(log("ValueError: no shape")));
	});

	it("is the exit code when the program said nothing", () => {
		expect(failed("")).toBe("exit code one without a word");
		expect(failed(null, { exitCode: 3 })).toBe("exit code three without a word");
		expect(failed(null, { exitCode: 139 })).toBe("exit code SIGSEGV without a word");
		expect(failed(null, { exitCode: null, signal: "SIGKILL" })).toBe("ended by SIGKILL without a word");
	});

	it("takes our own sentence where the program's words are not why", () => {
		expect(problem("timedOut", "It ran longer than its time limit of 20 s and was stopped.")).toBe(
			"It ran longer than its time limit of <n> s and was stopped",
		);
		expect(problem("lost", 'Worker "scope-2" is gone: its lease ended: nothing was heard from it.')).toBe(
			"worker <name> is gone: its lease ended: nothing was heard from it",
		);
		expect(
			problem("invalidOutput", 'The declared output "preview.png" is missing; there are 00123.tif and 2 more.'),
		).toBe('The declared output "preview.png" is missing');
		expect(problem("couldNotStart", 'The program "/opt/x/run.sh" does not exist on this worker. Put it there.')).toBe(
			'The program "<path>.sh" does not exist on this worker. Put it there',
		);
	});

	it("stays short", () => {
		expect([...failed(`error ${"very ".repeat(500)}long`)]).toHaveLength(300);
	});
});
