import { tellTogether } from '../support/concurrent-stories'
import { secretStories, signatureStories } from './stories'

tellTogether('what an image is pulled with', { 'pull secrets': secretStories, signatures: signatureStories })
