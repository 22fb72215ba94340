import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take more than 15 s, the longest first. Begun last, one of them would keep a single worker busy at the end.
 * Vitest itself knows durations only where it has run before, which a fresh checkout has not.
 */
export const slowFiles: readonly string[] = [
	"test/end-to-end/npm-start.test.ts",
	"test/conformance/unreachable-minute.test.ts",
	"test/end-to-end/page/bad-days.test.ts",
	"test/end-to-end/page/pace.test.ts",
	"test/integration/worker/cluster-faults.test.ts",
	"test/integration/worker/cluster-batches.test.ts",
	"test/integration/worker/cluster-pilots.test.ts",
	"test/conformance/grid-engine-batch-place.test.ts",
	"test/conformance/slurm-batch-place.test.ts",
	"test/end-to-end/page/large-project.test.ts",
	"test/end-to-end/edited-run.test.ts",
	"test/end-to-end/page/questions.test.ts",
	"test/end-to-end/page/graph-editor.test.ts",
	"test/end-to-end/page/finding-tiles.test.ts",
	"test/integration/worker/lease.test.ts",
	"test/end-to-end/kills.test.ts",
	"test/integration/worker/recovery.test.ts",
	"test/end-to-end/page/project-page.test.ts",
	"test/integration/embedded-postgres.test.ts",
	"test/end-to-end/page/definitions-and-activity.test.ts",
	"test/end-to-end/script-copies.test.ts",
	"test/integration/worker/cluster-outages.test.ts",
	"test/end-to-end/mist.test.ts",
	"test/conformance/slurm-runner.test.ts",
	"test/conformance/grid-engine-runner.test.ts",
	"test/conformance/machine-place.test.ts",
	"test/conformance/pilot-place.test.ts",
	"test/end-to-end/page/failures-and-workers.test.ts",
	"test/end-to-end/page/line.test.ts",
	"test/end-to-end/page/volume.test.ts",
	"test/end-to-end/page/phone.test.ts",
	"test/end-to-end/page/cluster-jobs.test.ts",
	"test/integration/worker/bus-outage.test.ts",
	"test/integration/failures/quarantine.test.ts",
];

export class SlowFilesFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const place = ({ moduleId }: TestSpecification) => {
			const index = slowFiles.findIndex((file) => moduleId.endsWith(`/${file}`));
			return index < 0 ? slowFiles.length : index;
		};
		return (await super.sort(files)).sort((one, other) => place(one) - place(other));
	}
}
