import { parentPort, workerData } from "node:worker_threads";
import { createFileJobs } from "./file-jobs.ts";
import type { FileThreadData } from "./file-work/file-threads.ts";
import { serveJobs } from "./file-work/job-protocol.ts";
import { LeaseSignal } from "./file-work/lease-signal.ts";
import { Workplaces } from "./file-work/workplaces.ts";

/** A thread of its own, and a program of the build: does jobs on files, one after the other. */
if (parentPort === null) throw new Error("This program is a thread of the worker; start the worker instead.");
// Cast: given by FileThreads.
const { lease, owner, run } = workerData as FileThreadData;
const signal = new LeaseSignal(lease);
const jobs = createFileJobs(() => signal.isValid, new Workplaces(owner, run));
serveJobs(parentPort, jobs);
