import { operationsIn } from '../operations.js';
import * as library from './library.js';
import * as linked from './linked.js';
import * as people from './people.js';
import * as teams from './teams.js';
import * as users from './users.js';
import * as workspace from './workspace.js';

export const workspaceOperations = operationsIn(workspace, teams, users, people, library, linked);
