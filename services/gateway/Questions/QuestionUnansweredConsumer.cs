using Engram.Contracts.Questions;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Questions;

internal sealed class QuestionUnansweredConsumer(CoalescedSteps<QuestionUnanswered> steps) : CoalescingConsumer<QuestionUnanswered>(steps);

internal sealed class QuestionUnansweredConsumerDefinition : CoalescingConsumerDefinition<QuestionUnansweredConsumer>;
