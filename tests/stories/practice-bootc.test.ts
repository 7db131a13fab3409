import { openPracticeGround } from './practice-ground.ts'
import { tellStories } from './stories.ts'

tellStories(openPracticeGround, 'bootc')
