import { parentPort, workerData } from "node:worker_threads";
import { createFileJobs } from "./file-jobs.ts";
import { serveJobs } from "./file-work/job-protocol.ts";
import { LeaseSignal } from "./file-work/lease-signal.ts";

/** A thread of its own, and a program of the build: does jobs on files, one after the other. */
if (parentPort === null) throw new Error("This program is a thread of the worker; start the worker instead.");
// Cast: given by FileThreads.
const lease = new LeaseSignal((workerData as { lease: SharedArrayBuffer }).lease);
serveJobs(
	parentPort,
	createFileJobs(() => lease.isValid),
);
