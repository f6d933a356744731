using Engram.Contracts;
using Engram.Hosting;
using Engram.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Storage;

/// <summary>Applies messages that come at the same time in one transaction. Only for messages that are <see cref="BundledAttribute"/>: they
/// pass no inbox.</summary>
internal sealed class CoalescedSteps<TMessage>
    where TMessage : class
{
    private const int MaxGroupsAtOnce = 1;

    private readonly IServiceScopeFactory _scopes;
    private readonly TimeSpan _workTimeout;
    private readonly Func<IServiceProvider, IReadOnlyList<TMessage>, Task> _apply;
    private readonly Coalescer<IReadOnlyList<TMessage>, bool> _coalescer;

    /// <param name="services">The gateway's services.</param>
    /// <param name="apply">Applies messages within a scope's transaction; its changes to the scope's context are saved.</param>
    public CoalescedSteps(IServiceProvider services, Func<IServiceProvider, IReadOnlyList<TMessage>, Task> apply)
    {
        (_scopes, _apply) = (services.GetRequiredService<IServiceScopeFactory>(), apply);
        _workTimeout = services.GetRequiredService<IOptions<DeliveryOptions>>().Value.WorkTimeout;
        _coalescer = new Coalescer<IReadOnlyList<TMessage>, bool>(
            ApplyGroupAsync, services.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxItemsPerTransaction, MaxGroupsAtOnce,
            messages => messages.Count);
    }

    public async Task ApplyAsync(IReadOnlyList<TMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            await _coalescer.HandleAsync(messages, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !TransientFaults.IsTransient(e))
        {
            // One message of the group is at fault, and perhaps another one.
            await ApplyTogetherAsync(messages);
        }
    }

    private async Task<IReadOnlyList<bool>> ApplyGroupAsync(IReadOnlyList<IReadOnlyList<TMessage>> group)
    {
        await ApplyTogetherAsync([.. group.SelectMany(messages => messages)]);
        return [.. group.Select(_ => true)];
    }

    private async Task ApplyTogetherAsync(IReadOnlyList<TMessage> messages)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        db.Database.SetCommandTimeout(_workTimeout);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await _apply(scope.ServiceProvider, messages);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}

/// <summary>Hands messages that come alone or in bundles to their steps.</summary>
public abstract class CoalescingConsumer<TMessage> : IConsumer<TMessage>, IConsumer<Bundle<TMessage>>
    where TMessage : class
{
    private readonly CoalescedSteps<TMessage> _steps;

    private protected CoalescingConsumer(CoalescedSteps<TMessage> steps) => _steps = steps;

    public Task Consume(ConsumeContext<TMessage> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _steps.ApplyAsync([context.Message], context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Bundle<TMessage>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _steps.ApplyAsync(context.Message.Messages, context.CancellationToken);
    }
}

/// <summary>Gives a consumer a queue of its own in the gateway, with enough messages in hand to form groups.</summary>
public abstract class CoalescingConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    private const int MessagesInHand = 64;

    protected CoalescingConsumerDefinition() => EndpointName = "gateway-" + KebabCaseEndpointNameFormatter.Instance.Consumer<TConsumer>();

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = MessagesInHand;
        endpointConfigurator.ConcurrentMessageLimit = MessagesInHand;
    }
}
