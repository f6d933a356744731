using Engram.Contracts.Questions;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Questions;

internal sealed class QuestionAnsweredConsumer(CoalescedSteps<QuestionAnswered> steps) : CoalescingConsumer<QuestionAnswered>(steps);

internal sealed class QuestionAnsweredConsumerDefinition : CoalescingConsumerDefinition<QuestionAnsweredConsumer>;
