using System.Collections.Frozen;
using Engram.Contracts;
using MassTransit;

namespace Engram.Messaging.Bus;

/// <summary>Puts messages of one type together into a bundle, and takes bundles apart.</summary>
internal static class Bundles
{
    private static readonly FrozenDictionary<Type, Form> ByMessage = ContractTypes.All
        .Where(type => type.IsDefined(typeof(BundledAttribute), inherit: false))
        .ToFrozenDictionary(type => type, type => (Form)Activator.CreateInstance(typeof(Form<>).MakeGenericType(type))!);

    /// <summary>All types of bundles.</summary>
    public static IEnumerable<Type> Types => ByMessage.Values.Select(form => form.Type);

    /// <summary>Whether messages of a type may travel together.</summary>
    public static bool Allow(Type message) => ByMessage.ContainsKey(message);

    /// <summary>Puts messages of a type together.</summary>
    /// <returns>The bundle; the message itself if there is only one.</returns>
    public static object Of(Type message, IReadOnlyList<object> messages) =>
        messages.Count == 1 ? messages[0] : ByMessage[message].Of(messages);

    /// <summary>Groups what is to be sent: what may travel together, within the limits, and everything else alone. Keeps the order within a
    /// type.</summary>
    public static IEnumerable<IReadOnlyList<T>> Pack<T>(
        IEnumerable<T> items, Func<T, Type> typeOf, Func<T, int> bytesOf, MessagingOptions limits)
    {
        foreach (var group in items.GroupBy(typeOf))
        {
            var most = Allow(group.Key) ? limits.MaxBundleMessages : 1;
            var (packed, bytes) = (new List<T>(), 0L);
            foreach (var item in group)
            {
                if (packed.Count > 0 && (packed.Count == most || bytes + bytesOf(item) > limits.MaxBundleBytes))
                {
                    yield return packed;
                    (packed, bytes) = ([], 0);
                }

                packed.Add(item);
                bytes += bytesOf(item);
            }

            yield return packed;
        }
    }

    /// <summary>Passes on each message of a received bundle, and marks the bundle as handled.</summary>
    /// <returns>False if the received message is no bundle.</returns>
    public static async Task<bool> TakeApartAsync(ConsumeContext context, Func<object, Task> pass)
    {
        foreach (var form in ByMessage.Values)
        {
            if (await form.TakeApartAsync(context, pass))
                return true;
        }

        return false;
    }

    /// <summary>Whether the received message is a bundle.</summary>
    public static bool IsIn(ConsumeContext context) => ByMessage.Values.Any(form => form.IsIn(context));

    private abstract class Form
    {
        public abstract Type Type { get; }

        public abstract object Of(IReadOnlyList<object> messages);

        public abstract bool IsIn(ConsumeContext context);

        public abstract Task<bool> TakeApartAsync(ConsumeContext context, Func<object, Task> pass);
    }

    private sealed class Form<TMessage> : Form
        where TMessage : class
    {
        public override Type Type => typeof(Bundle<TMessage>);

        public override object Of(IReadOnlyList<object> messages) => new Bundle<TMessage> { Messages = [.. messages.Cast<TMessage>()] };

        public override bool IsIn(ConsumeContext context) => context.HasMessageType(Type);

        public override async Task<bool> TakeApartAsync(ConsumeContext context, Func<object, Task> pass)
        {
            if (!context.TryGetMessage<Bundle<TMessage>>(out var bundle))
                return false;
            foreach (var message in bundle.Message.Messages)
                await pass(message);
            await bundle.NotifyConsumed(TimeSpan.Zero, nameof(BundleSplitter));
            return true;
        }
    }
}
