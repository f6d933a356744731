using Engram.Contracts.Questions;
using Engram.Messaging.Bus;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Engram.Inference.Questions;

/// <summary>Answers a question from the memories recalled for it, then acknowledges them. Handling a message twice gives the same answer
/// twice.</summary>
public sealed class MemoriesRecalledConsumer(QuestionReader reader) : IConsumer<MemoriesRecalled>
{
    public async Task Consume(ConsumeContext<MemoriesRecalled> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.AnswerAsync(await reader.AnswerAsync(context.Message, context.CancellationToken));
    }
}

/// <summary>Processes as many questions at a time as <see cref="QuestionOptions.ConcurrentQuestions"/> allows.</summary>
public sealed class MemoriesRecalledConsumerDefinition(IOptions<QuestionOptions> options) : ConsumerDefinition<MemoriesRecalledConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<MemoriesRecalledConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = options.Value.ConcurrentQuestions;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.ConcurrentQuestions;
    }
}
