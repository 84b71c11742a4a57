export * from './providers';
export * from './driver';
