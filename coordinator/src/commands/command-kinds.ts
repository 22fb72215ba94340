import { announceTiles } from "./announce-tiles.ts";
import {
	approveTasks,
	flagTasks,
	holdTasks,
	rejectTasks,
	rejudgeStage,
	sendFeedback,
	unflagTasks,
} from "./gate-commands.ts";
import { editGraphCommand, restoreGraphCommand } from "./graph-commands.ts";
import {
	acknowledgeEvents,
	archiveNotificationRule,
	createNotificationRule,
	testNotificationRule,
	updateNotificationRule,
} from "./notification-commands.ts";
import { deleteStageOutputs } from "./output-commands.ts";
import { setProjectPaused, setStagePaused } from "./pause-commands.ts";
import { archiveProject, createProject, restoreProject, updateProject } from "./project-commands.ts";
import { applyProjectFile, duplicateProject, importProject } from "./project-file-commands.ts";
import { archiveSource, createSource, finishAcquisition, updateSource } from "./source-commands.ts";
import { createStage } from "./stage-commands.ts";
import { cancelTasks, changeTasks, retryTasks } from "./task-commands.ts";
import {
	archiveTaskDefinition,
	createTaskDefinition,
	duplicateTaskDefinition,
	updateTaskDefinition,
} from "./task-definition-commands.ts";
import { archiveTaskRepository, createTaskRepository, updateTaskRepository } from "./task-repository-commands.ts";
import { restoreTiles, withdrawTiles } from "./tile-commands.ts";
import { quarantineWorker, releaseWorker, updateWorker } from "./worker-commands.ts";

/** Everything a person can ask for; the active coordinator finds the kind of a stored command here by its name. */
export const commandKinds = [
	createProject,
	updateProject,
	archiveProject,
	restoreProject,
	setProjectPaused,
	importProject,
	duplicateProject,
	applyProjectFile,
	createSource,
	updateSource,
	archiveSource,
	finishAcquisition,
	announceTiles,
	withdrawTiles,
	restoreTiles,
	createStage,
	setStagePaused,
	createTaskRepository,
	updateTaskRepository,
	archiveTaskRepository,
	createTaskDefinition,
	updateTaskDefinition,
	duplicateTaskDefinition,
	archiveTaskDefinition,
	retryTasks,
	cancelTasks,
	changeTasks,
	editGraphCommand,
	restoreGraphCommand,
	deleteStageOutputs,
	updateWorker,
	approveTasks,
	rejectTasks,
	holdTasks,
	flagTasks,
	unflagTasks,
	rejudgeStage,
	sendFeedback,
	quarantineWorker,
	releaseWorker,
	createNotificationRule,
	updateNotificationRule,
	archiveNotificationRule,
	testNotificationRule,
	acknowledgeEvents,
] as const;
