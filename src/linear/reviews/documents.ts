import { operationsIn } from '../operations.js';
import * as reviews from './reviews.js';

export const reviewsOperations = operationsIn(reviews);
