import { tellStories } from '../../stories/stories.ts'
import { labGrounds } from '../lab-ground.ts'

tellStories(labGrounds(), 'rpm-ostree')
