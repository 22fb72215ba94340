import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { RememberedProject, RememberedStage } from "../planning/project-graph.ts";

/** What the active coordinator keeps in memory of projects and their graphs; rows decide, and it is read again after every change. */
export class StageMemory {
	readonly #projects = new Map<ProjectId, RememberedProject>();
	readonly #stages = new Map<StageId, RememberedStage>();
	/** Mean run time of the last attempts of a stage, in milliseconds: decides how far ahead workers are fed. */
	readonly #meanRunMs = new Map<StageId, number>();

	replaceAll(projects: readonly RememberedProject[]): void {
		this.#projects.clear();
		this.#stages.clear();
		for (const project of projects) this.replace(project);
	}

	replace(project: RememberedProject): void {
		this.forget(project.id);
		this.#projects.set(project.id, project);
		for (const stage of project.stages) this.#stages.set(stage.id, stage);
	}

	forget(projectId: ProjectId): void {
		for (const stage of this.#projects.get(projectId)?.stages ?? []) this.#stages.delete(stage.id);
		this.#projects.delete(projectId);
	}

	get projects(): Iterable<RememberedProject> {
		return this.#projects.values();
	}

	project(id: ProjectId): RememberedProject | undefined {
		return this.#projects.get(id);
	}

	stage(id: StageId): RememberedStage | undefined {
		return this.#stages.get(id);
	}

	meanRunMs(stageId: StageId): number | undefined {
		return this.#meanRunMs.get(stageId);
	}

	noteRun(stageId: StageId, runMs: number): void {
		const mean = this.#meanRunMs.get(stageId);
		this.#meanRunMs.set(stageId, mean === undefined ? runMs : mean + (runMs - mean) * 0.1);
	}
}
