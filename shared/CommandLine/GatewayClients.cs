using System.CommandLine;
using Engram.Client;

namespace Engram.CommandLine;

/// <summary>Opens the gateway that a command line names.</summary>
public static class GatewayClients
{
    extension(GatewayClient)
    {
        public static GatewayClient Open(ParseResult parsed)
        {
            ArgumentNullException.ThrowIfNull(parsed);
            return new GatewayClient(parsed.GetRequiredValue(CommonOptions.GatewayUrl));
        }
    }
}
