using Engram.ApiContracts;
using Engram.ApiContracts.Memories;

namespace Engram.Gateway.Memories;

/// <summary>Checks the options of a new memory set.</summary>
internal static class MemorySetCheck
{
    private const int MostWindowWords = 99;
    private const int MostClusters = 65_536;

    /// <exception cref="ProblemException">A value is out of range.</exception>
    public static void Check(this MemorySetOptions options)
    {
        if (options.FrequencyCutoff < 1)
            throw new ProblemException(BodyProblems.InvalidField("frequencyCutoff", $"is {options.FrequencyCutoff}; give a number from 1"));
        if (options.BucketCap < 1)
            throw new ProblemException(BodyProblems.InvalidField("bucketCap", $"is {options.BucketCap}; give a number from 1, or null"));
        if (options.Clusters is < 1 or > MostClusters)
            throw new ProblemException(
                BodyProblems.InvalidField("clusters", $"is {options.Clusters}; give a number from 1 to {MostClusters}"));
        if (options.WindowWords is < 1 or > MostWindowWords || options.WindowWords % 2 == 0)
            throw new ProblemException(
                BodyProblems.InvalidField("windowWords", $"is {options.WindowWords}; give an odd number from 1 to {MostWindowWords}"));
    }
}
