import { existsSync } from "node:fs";
import { join } from "node:path";

export interface SlurmOptions {
	/** CPUs the one node declares, whatever the machine has. Default: 8. */
	readonly cpus?: number;
	/** Declared in MB; jobs get memory of it. Default: 8000. */
	readonly memoryMb?: number;
	/** With MariaDB and slurmdbd, so that `sacct` answers; about a second more to start. Default: true. */
	readonly accounting?: boolean;
	/** Seconds after which `squeue` forgets an ended job. Default: 300. */
	readonly minimumJobAgeSeconds?: number;
	/** Seconds between SIGTERM and SIGKILL. Default: 2. */
	readonly killWaitSeconds?: number;
	/**
	 * With the pauses between looks at the queue that SLURM has where nobody sets them (2 s and more, so that jobs are
	 * looked at together); without it every 0.1 s, so that tests need not wait. Default: false.
	 */
	readonly hasDefaultPauses?: boolean;
}

export interface SlurmPlaces {
	readonly directory: string;
	readonly nodeName: string;
	readonly host: string;
	readonly user: string;
	readonly controllerPort: number;
	readonly nodePort: number;
	readonly accountingPort: number;
	readonly databasePort: number;
}

/** Memory limits are only enforced where slurmd may make control groups (version 1, as root). */
export const hasControlGroups = process.getuid?.() === 0 && existsSync("/sys/fs/cgroup/memory/tasks");

export function mungeSocket({ directory }: SlurmPlaces): string {
	return join(directory, "munge", "munge.socket");
}

/** It looks at what waits as soon as it is asked to (microseconds), and by itself every 2 s rather than 30 and 60. */
const shortPauses = ["sched_min_interval=100000", "batch_sched_delay=0", "sched_interval=2", "bf_interval=2"];

export function slurmConf(places: SlurmPlaces, options: SlurmOptions): string {
	const { directory, nodeName, host, user } = places;
	const lines = [
		"ClusterName=tilewright",
		`SlurmctldHost=${host}(127.0.0.1)`,
		`SlurmUser=${user}`,
		`SlurmdUser=${user}`,
		"AuthType=auth/munge",
		`AuthInfo=socket=${mungeSocket(places)}`,
		"CredType=cred/munge",
		`SlurmctldPort=${places.controllerPort}`,
		`SlurmdPort=${places.nodePort}`,
		`StateSaveLocation=${directory}/state`,
		`SlurmdSpoolDir=${directory}/spool`,
		`SlurmctldPidFile=${directory}/slurmctld.pid`,
		`SlurmdPidFile=${directory}/slurmd.pid`,
		`SlurmctldLogFile=${directory}/log/slurmctld.log`,
		`SlurmdLogFile=${directory}/log/slurmd.log`,
		`ProctrackType=proctrack/${hasControlGroups ? "cgroup" : "linuxproc"}`,
		`TaskPlugin=task/${hasControlGroups ? "cgroup" : "none"}`,
		"JobAcctGatherType=jobacct_gather/linux",
		"JobAcctGatherFrequency=1",
		"SelectType=select/cons_tres",
		"SelectTypeParameters=CR_Core_Memory",
		...(options.hasDefaultPauses ? [] : [`SchedulerParameters=${shortPauses.join(",")}`]),
		"PreemptMode=OFF",
		"ReturnToService=2",
		"MpiDefault=none",
		"MailProg=/bin/true",
		"MaxArraySize=20001",
		"MaxJobCount=50000",
		`MinJobAge=${options.minimumJobAgeSeconds ?? 300}`,
		`KillWait=${options.killWaitSeconds ?? 2}`,
		// A machine that is busy with other tests is no failed node: 10 s by default for each.
		"SlurmdTimeout=120",
		"BatchStartTimeout=120",
		// The node declares more than the machine has.
		"SlurmdParameters=config_overrides",
		`NodeName=${nodeName} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${places.nodePort} CPUs=${options.cpus ?? 8} RealMemory=${options.memoryMb ?? 8000} State=UNKNOWN`,
		`PartitionName=main Nodes=${nodeName} Default=YES MaxTime=60 DefaultTime=10 DefMemPerCPU=50 State=UP`,
		`PartitionName=other Nodes=${nodeName} MaxTime=60 DefaultTime=10 DefMemPerCPU=50 State=UP`,
	];
	if (options.accounting === false) lines.push("AccountingStorageType=accounting_storage/none");
	else {
		lines.push(
			"AccountingStorageType=accounting_storage/slurmdbd",
			"AccountingStorageHost=127.0.0.1",
			`AccountingStoragePort=${places.accountingPort}`,
			// Where the munge daemon is that slurmdbd is spoken to with.
			`AccountingStoragePass=${mungeSocket(places)}`,
			"AccountingStoreFlags=job_comment",
		);
	}
	return `${lines.join("\n")}\n`;
}

export function slurmdbdConf(places: SlurmPlaces): string {
	return `${[
		"AuthType=auth/munge",
		`AuthInfo=socket=${mungeSocket(places)}`,
		"DbdHost=localhost",
		"DbdAddr=127.0.0.1",
		`DbdPort=${places.accountingPort}`,
		`SlurmUser=${places.user}`,
		"StorageType=accounting_storage/mysql",
		"StorageHost=127.0.0.1",
		`StoragePort=${places.databasePort}`,
		"StorageUser=slurm",
		"StoragePass=slurm",
		"StorageLoc=slurm_acct_db",
		`LogFile=${places.directory}/log/slurmdbd.log`,
		`PidFile=${places.directory}/slurmdbd.pid`,
	].join("\n")}\n`;
}

export const cgroupConf = `CgroupPlugin=cgroup/v1
CgroupAutomount=yes
CgroupMountpoint=/sys/fs/cgroup
ConstrainRAMSpace=${hasControlGroups ? "yes" : "no"}
`;
